#ifndef GATEWISE_REPORTS_TEXT_INTERVAL_TEXT_HPP
#define GATEWISE_REPORTS_TEXT_INTERVAL_TEXT_HPP

#include <functional>
#include <string>

#include "base/json_fwd.hpp"

namespace gatewise {

/// The two ends of an `iv` of report.json: "0.912 to 1", or "unknown: one training says nothing of others".
std::string ends_text(const OrderedJson& interval, const std::function<std::string(double)>& number);

/// The value and half the width: "0.955±0.020", or "0.955±?" where the interval is unknown.
std::string spread_text(const OrderedJson& interval);

}  // namespace gatewise

#endif
