#ifndef GATEWISE_REPORTS_TEXT_GOALS_TABLE_HPP
#define GATEWISE_REPORTS_TEXT_GOALS_TABLE_HPP

#include <vector>

#include "base/json_fwd.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise {

/// Whether several runs reached the quality that their budgets ask for: a row for each limit on quality and each
/// candidate that passed, with its score on test, the 95 % interval over seeds and sequences, and each seed's score.
/// What a ranking holds against a limit is the validation split; here it is test, which nothing was chosen by.
/// "proven" where the whole interval keeps the limit, "reached" where the mean does, else "missed".
TextTable goals_table(const std::vector<OrderedJson>& reports);

}  // namespace gatewise

#endif
