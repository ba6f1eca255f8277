#include "data/repair.hpp"

#include <algorithm>

namespace gatewise {

std::string remedy_name(Remedy remedy) {
  static const char* names[] = {"refuse", "drop", "replace", "hold",  "interpolate",
                                "zero",   "cut",  "keep",    "split", "gather"};
  return names[static_cast<std::size_t>(remedy)];
}

const std::vector<std::string>& usual_marks() {
  static const std::vector<std::string> marks{"", "?", "NA", "N/A", "NaN", "nan", "null", "None"};
  return marks;
}

void RepairLog::add(const std::string& what, const std::string& place, std::int64_t count) {
  if (count == 0) return;
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Repair& entry) { return entry.what == what; });
  if (found == entries_.end()) {
    entries_.push_back({what, count, place});
  } else {
    found->count += count;
  }
}

std::int64_t RepairLog::count(const std::string& what) const {
  for (const Repair& entry : entries_) {
    if (entry.what == what) return entry.count;
  }
  return 0;
}

}  // namespace gatewise
