#ifndef GATEWISE_SELECT_RECORDED_SAMPLE_HPP
#define GATEWISE_SELECT_RECORDED_SAMPLE_HPP

#include "base/json_fwd.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// Adds one training's score on a split, as a record has it. Throws std::runtime_error where it is outside the metric's
/// range or not as long as those of the trainings before: draws and units are taken in pairs.
void add_sample(QualitySample& sample, const Json& measured, const Metric& metric);

}  // namespace gatewise

#endif
