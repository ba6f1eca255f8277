#ifndef GATEWISE_REPORTS_JSON_TRAINING_JSON_HPP
#define GATEWISE_REPORTS_JSON_TRAINING_JSON_HPP

#include "base/json_fwd.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// The "trainings" of report.json: what each epoch showed, how far back the gradients reached before the first epoch
/// and at the best one, and what is wrong with them. Numbers have four significant digits. Trainings of runs before
/// version 0.7 are left out: they were not looked into.
OrderedJson trainings_json(const Evidence& evidence);

}  // namespace gatewise

#endif
