#include "training/update_ratios.hpp"

#include <cmath>
#include <cstddef>

namespace gatewise {

std::vector<double> update_ratios(const ParameterLayout& layout, const std::vector<float>& before,
                                  const std::vector<float>& after) {
  std::vector<double> ratios;
  for (const Parameter& parameter : layout.parameters()) {
    const std::size_t begin = layout.offset(parameter.name);
    const std::size_t end = begin + static_cast<std::size_t>(parameter.elements());
    double changed = 0, there = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const double step = static_cast<double>(after[i]) - static_cast<double>(before[i]);
      changed += step * step;
      there += static_cast<double>(after[i]) * static_cast<double>(after[i]);
    }
    ratios.push_back(there > 0 ? std::sqrt(changed / there) : 0);
  }
  return ratios;
}

}  // namespace gatewise
