#ifndef GATEWISE_REPORTS_TEXT_FAIRNESS_TEXT_HPP
#define GATEWISE_REPORTS_TEXT_FAIRNESS_TEXT_HPP

#include <string>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise {

/// From report.json: the hidden sizes that were solved for, and each architecture's tuning, in short. Empty of a suite
/// of costs alone.
std::vector<std::string> fairness_lines(const OrderedJson& report);

/// The same in full, as a section of Markdown: every size with the one above it, every rate with its score.
std::string fairness_markdown(const OrderedJson& report);

}  // namespace gatewise

#endif
