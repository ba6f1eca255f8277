#include "journal/resume_notes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/json.hpp"

namespace gatewise {
namespace {

constexpr std::size_t most_named = 3;

bool is_hash(const Json& value) { return value.is_string() && value.get_ref<const std::string&>().size() == 64; }

/// "/recipe/epochs" → "recipe.epochs".
std::string dotted(const std::string& pointer) {
  std::string path = pointer.empty() ? "all" : pointer.substr(1);  // of an object without members
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

std::string shown(const Json& values, const std::string& pointer) {
  return values.contains(pointer) ? values.at(pointer).dump() : "none";
}

std::string one_change(const Json& before, const Json& now, const std::string& pointer) {
  const Json& either = now.contains(pointer) ? now.at(pointer) : before.at(pointer);
  if (is_hash(either)) return dotted(pointer) + " changed";
  return fmt::format("{} {} -> {}", dotted(pointer), shown(before, pointer), shown(now, pointer));
}

std::string first_of(const std::vector<std::string>& names) {
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most_named));
  return fmt::format("{}{}", fmt::join(names.begin(), end, ", "), names.size() > most_named ? ", ..." : "");
}

}  // namespace

std::string describe_change(const Json& before, const Json& now) {
  const Json old_values = before.is_structured() ? before.flatten() : Json::object();
  const Json new_values = now.flatten();
  std::set<std::string> pointers;
  for (const Json* values : {&old_values, &new_values}) {
    for (const auto& [pointer, value] : values->items()) pointers.insert(pointer);
  }
  std::vector<std::string> changes;
  for (const std::string& pointer : pointers) {
    const bool same = old_values.contains(pointer) && new_values.contains(pointer) &&
                      old_values.at(pointer) == new_values.at(pointer);
    if (!same) changes.push_back(one_change(old_values, new_values, pointer));
  }
  return first_of(changes);
}

std::vector<std::string> ResumeNotes::lines(const std::string& kind) const {
  std::vector<std::string> lines;
  if (known_ > 0) lines.push_back(fmt::format("{}: {} known from before", kind, known_));
  if (fresh_ > 0) lines.push_back(fmt::format("{}: {} not done yet", kind, fresh_));
  for (const auto& [why, subjects] : again_)
    lines.push_back(fmt::format("{}: {} again: {} ({})", kind, subjects.size(), why, first_of(subjects)));
  return lines;
}

}  // namespace gatewise
