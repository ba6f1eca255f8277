#ifndef GATEWISE_DATA_ROW_CLOCK_HPP
#define GATEWISE_DATA_ROW_CLOCK_HPP

#include <optional>
#include <string>
#include <vector>

#include "data/line_reader.hpp"

namespace gatewise {

/// Seconds since 1970 of a time as strptime's `format` reads it, in UTC; of a number where the format is "seconds".
/// Nothing where the text is no such time.
std::optional<double> parse_time(const std::string& text, const std::string& format);

/// Sine and cosine of the time within its day, week or year (of 365.2425 days): two numbers for each name.
void append_calendar(double seconds, const std::vector<std::string>& names, std::vector<float>& features);

/// What a row's time says about the row.
enum class RowPlace { follows, dropped, begins_anew };

/// Follows the times of one file's rows, and finds those that go back, stand still, or leave a gap of more than one and
/// a half periods.
class RowClock {
 public:
  /// `period` in seconds; 0: gaps can't be seen.
  RowClock(const RepairRules& rules, double period) : rules_(rules), period_(period) {}

  /// The row at `seconds`; counts what is wrong at the file's line. Throws InputError where the rules refuse it.
  RowPlace next(const LineReader& file, double seconds);

  /// Forgets the last row: another sequence begins.
  void restart() { last_.reset(); }

 private:
  RowPlace repaired(const LineReader& file, Remedy remedy, const std::string& what, double seconds);

  RepairRules rules_;
  double period_;
  std::optional<double> last_;
};

}  // namespace gatewise

#endif
