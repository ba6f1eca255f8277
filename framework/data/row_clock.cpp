#include "data/row_clock.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ctime>

#include "data/numbers.hpp"

namespace gatewise {
namespace {

double period_of(const std::string& name) {
  if (name == "day") return 86400;
  return name == "week" ? 7 * 86400 : 365.2425 * 86400;
}

}  // namespace

std::optional<double> parse_time(const std::string& text, const std::string& format) {
  if (format == "seconds") {
    const std::optional<double> seconds = parse_number(text);
    return seconds && std::isfinite(*seconds) ? seconds : std::nullopt;
  }
  std::tm time{};
  time.tm_mday = 1;  // of a month or a year alone
  const char* end = strptime(text.c_str(), format.c_str(), &time);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const auto offset = static_cast<double>(time.tm_gmtoff);  // %z; timegm forgets it
  return static_cast<double>(timegm(&time)) - offset;
}

void append_calendar(double seconds, const std::vector<std::string>& names, std::vector<float>& features) {
  for (const std::string& name : names) {
    const double angle = 2 * M_PI * std::fmod(seconds, period_of(name)) / period_of(name);
    features.push_back(static_cast<float>(std::sin(angle)));
    features.push_back(static_cast<float>(std::cos(angle)));
  }
}

RowPlace RowClock::repaired(const LineReader& file, Remedy remedy, const std::string& what, double seconds) {
  if (remedy == Remedy::refuse) file.fail(what + "; [repair] time_back and time_gap say what to do with such");
  file.repaired(fmt::format("{}: {}", what, remedy_name(remedy)));
  if (remedy == Remedy::drop) return RowPlace::dropped;
  last_ = seconds;
  return remedy == Remedy::split ? RowPlace::begins_anew : RowPlace::follows;
}

RowPlace RowClock::next(const LineReader& file, double seconds) {
  if (last_ && seconds == *last_)
    return repaired(file, rules_.time_back, "rows at the time of the row before", seconds);
  if (last_ && seconds < *last_) return repaired(file, rules_.time_back, "rows where time goes back", seconds);
  if (last_ && period_ > 0 && seconds - *last_ > 1.5 * period_)
    return repaired(file, rules_.time_gap, "rows behind a gap in time", seconds);
  last_ = seconds;
  return RowPlace::follows;
}

}  // namespace gatewise
