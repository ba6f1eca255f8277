#include "data/preparation/entity_borders.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "data/chunk_tag.hpp"
#include "data/preparation/class_inventory.hpp"
#include "data/preparation/deal.hpp"
#include "data/readers/marks.hpp"

namespace gatewise {
namespace {

const std::string& name_of_label(std::int32_t label, const RawDataset& raw) {
  return raw.labels.names()[static_cast<std::size_t>(label)];
}

void check_border(const DatasetDescription& description, const Sequence& sequence, std::size_t number,
                  std::int64_t border, const RawDataset& raw) {
  if (border <= 0 || border >= sequence.length) return;
  const std::int32_t before = sequence.labels[static_cast<std::size_t>(border - 1)];
  const std::int32_t label = sequence.labels[static_cast<std::size_t>(border)];
  if (!cuts_entity(before, label, raw)) return;
  throw InputError(fmt::format(
      "{}: [split] by \"{}\" cuts an entity of sequence {}{} in two, between its steps {} ('{}') and {} ('{}'): the "
      "parts would be scored as entities of their own; move the border, or deal whole sequences",
      description.file.string(), description.split.by, number,
      sequence.group.empty() ? "" : fmt::format(" ('{}')", sequence.group), border, name_of_label(before, raw),
      border + 1, name_of_label(label, raw)));
}

}  // namespace

bool cuts_entity(std::int32_t before, std::int32_t label, const RawDataset& raw) {
  if (before == no_label || label == no_label || !are_entity_tags(raw.labels.names())) return false;
  return is_one_entity(parse_chunk_tag(name_of_label(before, raw)), parse_chunk_tag(name_of_label(label, raw)));
}

void check_entity_borders(const DatasetDescription& description, const RawDataset& raw) {
  if (description.task != Task::token_labelling) return;
  for (std::size_t i = 0; i < raw.unsplit.size(); ++i) {
    const Sequence& sequence = raw.unsplit[i];
    const SplitRows rows = split_rows(description.split, sequence.length, 0);
    for (const std::int64_t border : {rows.validation.begin, rows.validation.end, rows.test.begin, rows.test.end})
      check_border(description, sequence, i + 1, border, raw);
  }
}

}  // namespace gatewise
