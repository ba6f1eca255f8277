#ifndef GATEWISE_RUN_MEASURED_QUALITY_HPP
#define GATEWISE_RUN_MEASURED_QUALITY_HPP

#include <vector>

#include "base/json_fwd.hpp"
#include "data/dataset.hpp"
#include "quality/outcome.hpp"

namespace gatewise {

/// Every metric that the dataset defines: {"accuracy": {"value": v, "units": n, "asked": labels or numbers, "draws":
/// "...", "draws_left_out": k}}, the draws being the bootstrap's, packed (base/packed_doubles.hpp).
Json measure_quality(const Dataset& dataset, const Sequences& sequences, const std::vector<Outcome>& outcomes);

}  // namespace gatewise

#endif
