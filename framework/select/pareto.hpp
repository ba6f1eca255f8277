#ifndef GATEWISE_SELECT_PARETO_HPP
#define GATEWISE_SELECT_PARETO_HPP

#include <string>
#include <vector>

#include "select/evidence.hpp"

namespace gatewise {

/// Ids of the candidates that no other beats or equals in all of primary quality (validation), latency.streaming.p50
/// and memory.total while beating it in one. A candidate without a latency competes in the other two only against its
/// like.
std::vector<std::string> pareto_front(const Evidence& evidence);

}  // namespace gatewise

#endif
