#include "select/bound_share.hpp"

#include <algorithm>
#include <cmath>

namespace gatewise {

std::optional<BoundShare> bound_share(const Candidate& candidate, const Evidence& evidence, double step_ns,
                                      const std::vector<double>& block_ns, double lanes) {
  const std::optional<Bound> bound = bound_of(candidate, evidence, lanes);
  if (!bound || step_ns <= 0) return std::nullopt;
  const double share = bound->ns / step_ns;
  const bool all_positive = std::all_of(block_ns.begin(), block_ns.end(), [](double ns) { return ns > 0; });
  if (candidate.passes.size() != block_ns.size() || block_ns.size() < 2 || !all_positive)
    return BoundShare{*bound, unknown_interval(share, "not every block has a probe of its own")};
  std::vector<double> logarithms;
  for (std::size_t i = 0; i < block_ns.size(); ++i) {
    const double least_ns = bound->by == "bytes" ? candidate.passes[i] / lanes : bound->ns;
    logarithms.push_back(std::log(least_ns / block_ns[i]));
  }
  const Interval mean = mean_interval(logarithms);
  return BoundShare{*bound, {std::exp(mean.value), std::exp(mean.low), std::exp(mean.high)}};
}

}  // namespace gatewise
