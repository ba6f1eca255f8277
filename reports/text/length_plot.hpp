#ifndef GATEWISE_REPORTS_TEXT_LENGTH_PLOT_HPP
#define GATEWISE_REPORTS_TEXT_LENGTH_PLOT_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace gatewise {

/// A histogram of lengths for the terminal: at most twenty rows of equally many steps, a range, a count and a bar each.
/// A tail of rows that together hold less than a hundredth stands in one. Empty for no lengths.
std::string length_plot(const std::vector<std::int64_t>& lengths);

}  // namespace gatewise

#endif
