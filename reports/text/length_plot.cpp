#include "reports/text/length_plot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gatewise {
namespace {

constexpr std::int64_t most_rows = 20;
constexpr std::int64_t widest = 50;

std::string row_of(std::int64_t low, std::int64_t high, std::int64_t count, std::int64_t highest) {
  const auto bar = static_cast<std::size_t>((count * widest + highest - 1) / std::max<std::int64_t>(1, highest));
  const std::string range = low == high ? fmt::format("{}", low) : fmt::format("{}..{}", low, high);
  return fmt::format("{:>13} {:>7} {}\n", range, count, std::string(bar, '#'));
}

}  // namespace

std::string length_plot(const std::vector<std::int64_t>& lengths) {
  if (lengths.empty()) return "";
  std::vector<std::int64_t> sorted = lengths;
  std::sort(sorted.begin(), sorted.end());
  const std::int64_t least = sorted.front();
  const std::int64_t usual = sorted[(sorted.size() - 1) * 99 / 100];
  const std::int64_t step = (usual - least) / most_rows + 1;
  std::vector<std::int64_t> counts(static_cast<std::size_t>((usual - least) / step + 1), 0);
  std::int64_t tail = 0;
  for (const std::int64_t length : sorted) {
    const auto row = static_cast<std::size_t>((length - least) / step);
    row < counts.size() ? ++counts[row] : ++tail;
  }
  const std::int64_t highest = *std::max_element(counts.begin(), counts.end());
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::int64_t low = least + static_cast<std::int64_t>(i) * step;
    text += row_of(low, std::min(low + step - 1, sorted.back()), counts[i], highest);
  }
  const std::int64_t beyond = least + static_cast<std::int64_t>(counts.size()) * step;
  if (tail > 0) text += row_of(beyond, sorted.back(), tail, highest);
  return text;
}

}  // namespace gatewise
