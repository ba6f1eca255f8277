#include "data/preparation/split_needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "data/preparation/deal.hpp"

namespace gatewise {
namespace {

std::int64_t most_steps_of(const RawDataset& raw) {
  std::int64_t longest = 0;
  for (const Sequences* list : {&raw.unsplit, &raw.dataset.train, &raw.dataset.validation, &raw.dataset.test}) {
    for (const Sequence& sequence : *list) longest = std::max(longest, sequence.length);
  }
  return longest;
}

std::size_t groups_of(const Sequences& sequences) {
  std::set<std::string> groups;
  for (const Sequence& sequence : sequences) groups.insert(sequence.group);
  return groups.size();
}

/// Rows of a series.
std::string window_needs(const ForecastWindows& rule) {
  return fmt::format("a window needs {} rows for what it asks for, which lie in its split, behind a context of {}",
                     rule.horizon(), rule.least_context);
}

std::string file_needs(const DatasetDescription& description, const RawDataset& raw) {
  const Dataset& dataset = raw.dataset;
  if (has_split(description, "validation")) {
    return fmt::format("the files hold {}, {} and {} sequences, and each split needs one", dataset.train.size(),
                       dataset.validation.size(), dataset.test.size());
  }
  const bool by_group = description.split.by == "group";
  return fmt::format(
      "the files of train hold {} {}, of which validation takes one at least, those of test {} sequences",
      by_group ? groups_of(dataset.train) : dataset.train.size(), by_group ? "groups" : "sequences",
      dataset.test.size());
}

/// What the split needs of sequences or groups, which are dealt as wholes.
std::string unit_needs(const DatasetDescription& description, const RawDataset& raw) {
  if (split_by_files(description)) return file_needs(description, raw);
  const bool by_group = description.split.by == "group";
  return fmt::format("{} {} are to be dealt, and each of the three splits needs one",
                     by_group ? groups_of(raw.unsplit) : raw.unsplit.size(), by_group ? "groups" : "sequences");
}

}  // namespace

std::string split_needs(const DatasetDescription& description, const RawDataset& raw) {
  const bool forecasts = description.task == Task::forecasting;
  const bool rows = !split_by_files(description) && deals_rows(description.split);
  std::string needs = rows ? fmt::format("{} sequences, the longest of {} steps, are parted by their steps",
                                         raw.unsplit.size(), most_steps_of(raw))
                           : unit_needs(description, raw);
  if (!forecasts) return rows ? needs + ", and each split needs one" : needs;
  if (!rows) needs += fmt::format("; the longest has {} steps", most_steps_of(raw));
  return needs + "; " + window_needs(description.forecast);
}

}  // namespace gatewise
