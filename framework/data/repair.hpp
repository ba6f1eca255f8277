// What is wrong in a dataset's files: what to do about it, and how often it was met.
#ifndef GATEWISE_DATA_REPAIR_HPP
#define GATEWISE_DATA_REPAIR_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace gatewise {

/// What is done with a fault. Not every fault knows every remedy; see RepairRules.
enum class Remedy {
  refuse,       ///< loading ends with file, line and the fault
  drop,         ///< the row or sequence is left out
  replace,      ///< each bad byte becomes U+FFFD
  hold,         ///< the last value before it, or the first one behind it
  interpolate,  ///< on the straight line between its neighbours; at an end, as hold
  zero,
  cut,     ///< a line ends at the limit, a sequence at its most steps
  keep,    ///< nothing
  split,   ///< a new sequence begins
  gather,  ///< rows that lie apart are joined
};

std::string remedy_name(Remedy remedy);

/// What stands for a missing value where a description does not say it: "", "?", "NA", "N/A", "NaN", "nan", "null",
/// "None".
const std::vector<std::string>& usual_marks();

/// The [repair] table. Whatever is not refused is counted in the log.
struct RepairRules {
  Remedy utf8 = Remedy::refuse;          ///< invalid UTF-8: refuse, replace, drop (the line)
  Remedy ragged = Remedy::refuse;        ///< a row with too many or too few fields: refuse, drop
  Remedy missing = Remedy::refuse;       ///< no finite number: refuse, drop (the sequence), hold, interpolate, zero
  Remedy empty = Remedy::refuse;         ///< a sequence without a step: refuse, drop
  Remedy long_lines = Remedy::refuse;    ///< beyond line_bytes: refuse, drop, cut
  Remedy scattered = Remedy::refuse;     ///< a sequence that goes on behind another: refuse, gather, split
  Remedy time_back = Remedy::keep;       ///< a time that is not after the one before it: keep, refuse, drop, split
  Remedy time_gap = Remedy::keep;        ///< more than one and a half periods between two rows: keep, refuse, split
  std::int64_t line_bytes = 16'000'000;  ///< the longest line that is read whole
  std::vector<std::string> missing_marks = usual_marks();  ///< stand for no value, and for no group
  std::vector<std::string> label_marks = usual_marks();    ///< stand for no label
  std::vector<double> missing_numbers = {};                ///< the numbers among missing_marks, such as -999
};

/// What was met, how often, and where first.
struct Repair {
  std::string what;
  std::int64_t count = 0;
  std::string first;  ///< "file:line", or empty
};

/// Counts what was met.
class RepairLog {
 public:
  void add(const std::string& what, const std::string& place, std::int64_t count = 1);
  const std::vector<Repair>& entries() const { return entries_; }
  std::int64_t count(const std::string& what) const;

 private:
  std::vector<Repair> entries_;  // in the order in which they were met first
};

}  // namespace gatewise

#endif
