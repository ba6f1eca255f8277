// What was made equal before candidates were compared, and what was spent on each of them.
#ifndef GATEWISE_REPORTS_JSON_FAIRNESS_JSON_HPP
#define GATEWISE_REPORTS_JSON_FAIRNESS_JSON_HPP

#include "select/evidence.hpp"

namespace gatewise {

/// The rule that hidden sizes were solved by and what each came to; null where the suite lists them.
OrderedJson sizes_json(const Suite& suite);

/// What an architecture's tuning took; of a suite without a sweep: no rates, nothing spent.
OrderedJson tuning_json(const Architecture& architecture, const Evidence& evidence);

}  // namespace gatewise

#endif
