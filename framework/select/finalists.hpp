#ifndef GATEWISE_SELECT_FINALISTS_HPP
#define GATEWISE_SELECT_FINALISTS_HPP

#include <string>
#include <vector>

#include "select/ranking.hpp"

namespace gatewise {

/// Whether a limit or the preference is of latency or throughput.
bool speaks_of_measured_cost(const Budget& budget);

/// The candidates that a recommendation rests on and that have no fresh measurement yet: under each budget that speaks
/// of measured cost the winner and up to two that come next among the proven and kept, and up to three that would be
/// preferred to the winner and only straddle limits of measured cost: these get more samples before they are passed
/// over. What was chosen out of many for being fast was in part lucky; a measurement after the choice is not.
std::vector<std::string> unconfirmed_finalists(const std::vector<Ranking>& rankings);

}  // namespace gatewise

#endif
