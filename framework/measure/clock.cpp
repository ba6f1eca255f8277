#include "measure/clock.hpp"

#include <algorithm>
#include <vector>

namespace gatewise {

double clock_cost_ns() {
  // Single reads are coarse, so many are timed together.
  constexpr int reads = 1000;
  std::vector<double> costs;
  for (int round = 0; round < 51; ++round) {
    const std::int64_t begin = now_ns();
    for (int i = 1; i < reads; ++i) static_cast<void>(now_ns());
    costs.push_back(static_cast<double>(now_ns() - begin) / reads);
  }
  std::nth_element(costs.begin(), costs.begin() + 25, costs.end());
  return costs[25];
}

}  // namespace gatewise
