// Names that stand for none: "?" is no class, and an empty field no group.
#ifndef GATEWISE_DATA_READERS_MARKS_HPP
#define GATEWISE_DATA_READERS_MARKS_HPP

#include <string>
#include <string_view>

#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// The number of a label that is missing: it asks nothing.
inline constexpr std::int32_t no_label = -1;

/// Whether the name is blank or one of the marks.
bool is_mark(std::string_view name, const std::vector<std::string>& marks);

/// Counts a mark where a name is wanted. Throws InputError "place: the label is missing ('NA')" where the rules refuse
/// what is missing. `what` is "label" or "group".
void meet_mark(const std::string& what, std::string_view name, const std::string& place, const RepairRules& rules,
               RepairLog& log);

/// The number of a label, no_label where a mark stands for it. `place` makes the text for errors; it is only called
/// for a mark.
template <class Place>
std::int32_t label_number(std::string_view name, Place place, const RepairRules& rules, RawDataset& raw) {
  if (!is_mark(name, rules.label_marks)) return raw.labels.number_of(name);
  meet_mark("label", name, place(), rules, raw.dataset.repairs);
  return no_label;
}

/// Whether a group has a name; a mark is counted or refused.
template <class Place>
bool has_group(std::string_view name, Place place, const RepairRules& rules, RepairLog& log) {
  if (!is_mark(name, rules.missing_marks)) return true;
  meet_mark("group", name, place(), rules, log);
  return false;
}

}  // namespace gatewise

#endif
