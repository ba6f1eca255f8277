#include "data/readers/row_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "data/readers/numbers.hpp"

namespace gatewise {
namespace {

double period_of(const std::string& name) {
  if (name == "day") return 86400;
  return name == "week" ? 7 * 86400 : 365.2425 * 86400;
}

/// Where "%f" stands in a format; npos where it does not. "%%f" is a percent sign and an f.
std::size_t fraction_place(const std::string& format) {
  for (std::size_t i = 0; i + 1 < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (format[i + 1] == 'f') return i;
    ++i;
  }
  return std::string::npos;
}

/// Takes "%f" out of the format and its digits out of the text; returns the fraction. Nothing where the text has none.
std::optional<double> take_fraction(std::string& text, std::string& format) {
  const std::size_t place = fraction_place(format);
  if (place == std::string::npos) return 0.0;
  std::tm scratch{};
  const char* begin = strptime(text.c_str(), format.substr(0, place).c_str(), &scratch);
  if (begin == nullptr) return std::nullopt;
  const auto first = static_cast<std::size_t>(begin - text.c_str());
  const std::size_t end = std::min(text.find_first_not_of("0123456789", first), text.size());
  const std::optional<double> fraction = parse_number("0." + text.substr(first, end - first));
  if (end == first || !fraction) return std::nullopt;
  text.erase(first, end - first);
  format.erase(place, 2);
  return fraction;
}

/// The fields of a time, as they are written. Nothing where the text does not fit the format.
std::optional<std::tm> time_fields(const std::string& text, const std::string& format) {
  std::tm time{};
  time.tm_mday = 1;  // of a month or a year alone
  const char* end = strptime(text.c_str(), format.c_str(), &time);
  return end != nullptr && *end == '\0' ? std::optional(time) : std::nullopt;
}

/// timegm takes 29 February 2023 for 1 March.
bool is_calendar_date(const std::tm& time) {
  std::tm day{};
  day.tm_year = time.tm_year;
  day.tm_mon = time.tm_mon;
  day.tm_mday = time.tm_mday;
  timegm(&day);
  return day.tm_year == time.tm_year && day.tm_mon == time.tm_mon && day.tm_mday == time.tm_mday;
}

}  // namespace

std::optional<double> parse_time(const std::string& text, const std::string& format, char decimal) {
  if (format == "seconds") {
    const std::optional<double> seconds = parse_number(text, decimal);
    return seconds && std::isfinite(*seconds) ? seconds : std::nullopt;
  }
  std::string whole = text;
  std::string rest = format;
  const std::optional<double> fraction = take_fraction(whole, rest);
  std::optional<std::tm> time = time_fields(whole, rest);
  if (!fraction || !time || !is_calendar_date(*time)) return std::nullopt;
  const auto offset = static_cast<double>(time->tm_gmtoff);  // %z; timegm forgets it
  return static_cast<double>(timegm(&*time)) - offset + *fraction;
}

std::string time_problem(const std::string& text, const std::string& format) {
  std::string whole = text;
  std::string rest = format;
  if (format != "seconds" && take_fraction(whole, rest)) {
    const std::optional<std::tm> time = time_fields(whole, rest);
    if (time && !is_calendar_date(*time)) return "is no date of the calendar";
  }
  return fmt::format("is no time of the format '{}'", format);
}

void append_calendar(double seconds, const std::vector<std::string>& names, std::vector<double>& values) {
  for (const std::string& name : names) {
    const double angle = 2 * M_PI * std::fmod(seconds, period_of(name)) / period_of(name);
    values.push_back(std::sin(angle));
    values.push_back(std::cos(angle));
  }
}

void RowClock::follow(const LineReader& file, double seconds) {
  before_ = last_;
  last_ = {seconds, file.number()};
}

RowPlace RowClock::repaired(const LineReader& file, Remedy remedy, const std::string& what, double seconds) {
  if (remedy == Remedy::refuse) file.fail(what + "; [repair] time_back and time_gap say what to do with such");
  file.repaired(fmt::format("{}: {}", what, remedy_name(remedy)));
  if (remedy == Remedy::drop) return RowPlace::dropped;
  follow(file, seconds);
  return remedy == Remedy::split ? RowPlace::begins_anew : RowPlace::follows;
}

/// The last row leapt, and this one goes on from the row before it: ten steps tell a leap from two rows that changed
/// places.
bool RowClock::is_last_ahead(double seconds) const {
  constexpr double leap = 10;
  return before_ && seconds > before_->seconds &&
         last_->seconds - before_->seconds > leap * (seconds - before_->seconds);
}

void RowClock::check_last(const LineReader& file, double seconds) const {
  if (time_back_ != Remedy::refuse && time_back_ != Remedy::drop) return;
  if (!is_last_ahead(seconds)) return;
  file.fail_at(last_->line, fmt::format("the time is far ahead of the rows around it (line {} goes on from line {}); "
                                        "correct it or take the row out",
                                        file.number(), before_->line));
}

RowPlace RowClock::next(const LineReader& file, double seconds) {
  if (last_ && seconds == last_->seconds)
    return repaired(file, time_back_, "rows at the time of the row before", seconds);
  if (last_ && seconds < last_->seconds) {
    check_last(file, seconds);
    return repaired(file, time_back_, "rows where time goes back", seconds);
  }
  if (last_ && period_ > 0 && seconds - last_->seconds > 1.5 * period_)
    return repaired(file, time_gap_, "rows behind a gap in time", seconds);
  follow(file, seconds);
  return RowPlace::follows;
}

}  // namespace gatewise
