#ifndef GATEWISE_DATA_READERS_ROW_CLOCK_HPP
#define GATEWISE_DATA_READERS_ROW_CLOCK_HPP

#include <optional>
#include <string>
#include <vector>

#include "data/readers/line_reader.hpp"

namespace gatewise {

/// Seconds since 1970 of a time as strptime's `format` reads it, in UTC; of a number where the format is "seconds",
/// whose fraction follows `decimal`.
/// "%f" stands for the digits of a fraction of a second, as in Python. Nothing where the text is no such time, or a day
/// that no calendar has, such as 2023-02-29.
std::optional<double> parse_time(const std::string& text, const std::string& format, char decimal = '.');

/// Why parse_time has nothing: "is no date of the calendar", or "is no time of the format '%Y'".
std::string time_problem(const std::string& text, const std::string& format);

/// Sine and cosine of the time within its day, week or year (of 365.2425 days): two numbers for each name.
void append_calendar(double seconds, const std::vector<std::string>& names, std::vector<double>& values);

/// What a row's time says about the row.
enum class RowPlace { follows, dropped, begins_anew };

/// Follows the times of one file's rows, and finds those that go back, stand still, or leave a gap of more than one and
/// a half periods. Where time goes back because the row before was far ahead of its neighbours, that row is refused
/// wherever rows that go back are refused or dropped: to drop all rows behind it would be wrong.
class RowClock {
 public:
  /// `period` in seconds; 0: gaps can't be seen.
  RowClock(const RepairRules& rules, double period)
      : time_back_(rules.time_back), time_gap_(rules.time_gap), period_(period) {}

  /// The row at `seconds`; counts what is wrong at the file's line. Throws InputError where the rules refuse it.
  RowPlace next(const LineReader& file, double seconds);

  /// Forgets the last row: another sequence begins.
  void restart() { last_ = before_ = {}; }

 private:
  RowPlace repaired(const LineReader& file, Remedy remedy, const std::string& what, double seconds);

  struct Row {
    double seconds = 0;
    std::size_t line = 0;
  };

  bool is_last_ahead(double seconds) const;
  void check_last(const LineReader& file, double seconds) const;
  void follow(const LineReader& file, double seconds);

  Remedy time_back_, time_gap_;
  double period_;
  std::optional<Row> last_, before_;  // of the rows that were taken, the last two
};

}  // namespace gatewise

#endif
