#include "data/readers/marks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "data/readers/line_reader.hpp"

namespace gatewise {

bool is_mark(std::string_view name, const std::vector<std::string>& marks) {
  return is_blank(name) || std::find(marks.begin(), marks.end(), name) != marks.end();
}

void meet_mark(const std::string& what, std::string_view name, const std::string& place, const RepairRules& rules,
               RepairLog& log) {
  if (rules.missing == Remedy::refuse) {
    throw InputError(fmt::format(
        "{}: the {} is missing ('{}'); [repair] missing = \"drop\" leaves such out, missing_marks says what is one",
        place, what, name));
  }
  log.add(fmt::format("missing {}s: left out", what), place);
}

}  // namespace gatewise
