#ifndef GATEWISE_SELECT_EXPLAIN_HPP
#define GATEWISE_SELECT_EXPLAIN_HPP

#include <string>

#include "select/ranking.hpp"

namespace gatewise {

/// One sentence: why this candidate won, or why it lost to `winner` (nullptr where nobody won).
std::string explain_place(const Place& place, const Place* winner, const Budget& budget);

/// One sentence about the whole: who won and by what, or why nobody did.
std::string explain_ranking(const Ranking& ranking, const Evidence& evidence);

/// "quality.accuracy 0.912 is under the limit of 0.95".
std::string explain_violation(const LimitFit& violation);

/// "keeps latency.streaming.p99 <= 5.00 us in this run, with 4 % to spare: runs of such a machine differ by more
/// (reserve 15 %)".
std::string explain_kept(const LimitFit& kept);

}  // namespace gatewise

#endif
