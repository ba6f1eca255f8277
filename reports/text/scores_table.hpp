#ifndef GATEWISE_REPORTS_TEXT_SCORES_TABLE_HPP
#define GATEWISE_REPORTS_TEXT_SCORES_TABLE_HPP

#include <vector>

#include "base/json_fwd.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise {

/// What several runs say of their datasets, a row a run: the primary metric's floor on test, the best candidate that
/// streams and the best of all (chosen on validation, quoted on test with its 95 % interval), each with what the paired
/// difference from the floor says, and what others report for that metric.
TextTable scores_table(const std::vector<OrderedJson>& reports);

}  // namespace gatewise

#endif
