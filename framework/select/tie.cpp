#include "select/tie.hpp"

#include <algorithm>
#include <cmath>

namespace gatewise {

Tie tie_of(const Comparable& a, const Comparable& b, double indifference) {
  const std::optional<MeanDifference> difference = difference_of(a, b);
  if (!difference) return Tie::none;
  if (difference->holds_zero()) return Tie::chance;
  const double matters = indifference * std::max(std::abs(a.value), std::abs(b.value));
  return std::abs(difference->value) <= matters ? Tie::indifference : Tie::none;
}

}  // namespace gatewise
