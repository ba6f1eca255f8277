#include "reports/text/interval_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"

namespace gatewise {

std::string ends_text(const OrderedJson& interval, const std::function<std::string(double)>& number) {
  if (interval.at("low").is_null()) return "unknown: " + interval.at("unknown").get<std::string>();
  return fmt::format("{} to {}", number(interval.at("low")), number(interval.at("high")));
}

std::string spread_text(const OrderedJson& interval) {
  const double value = interval.at("value");
  const int digits = value < 10 ? 3 : 1;
  if (interval.at("low").is_null()) return fmt::format("{:.{}f}±?", value, digits);
  const double half = std::max(interval.at("high").get<double>() - value, value - interval.at("low").get<double>());
  return fmt::format("{:.{}f}±{:.{}f}", value, digits, half, digits);
}

}  // namespace gatewise
