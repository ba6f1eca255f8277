#include "data/preparation/trim_lengths.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "data/preparation/deal.hpp"

namespace gatewise {
namespace {

template <class Condition>
std::int64_t erase_where(RawDataset& raw, Condition condition) {
  std::size_t count = 0;
  for (Sequences* sequences : {&raw.unsplit, &raw.dataset.train, &raw.dataset.validation, &raw.dataset.test})
    count += std::erase_if(*sequences, condition);
  return static_cast<std::int64_t>(count);
}

void drop_empty(const DatasetDescription& description, RawDataset& raw) {
  const std::int64_t count = erase_where(raw, [](const Sequence& sequence) { return sequence.length == 0; });
  if (count > 0 && description.text.repair.empty == Remedy::refuse) {
    throw InputError(fmt::format("{}: {} sequences without a step; [repair] empty = \"drop\" leaves them out",
                                 description.file.string(), count));
  }
  raw.dataset.repairs.add("empty sequences: drop", "", count);
}

/// The first most_length steps; a label or target of the whole sequence stays.
Sequence cut_short(const Sequence& sequence, std::int64_t most, const Dataset& dataset) {
  Sequence cut = sequence;
  cut.length = most;
  cut.values.resize(static_cast<std::size_t>(most * dataset.feature_count) * (sequence.values.empty() ? 0 : 1));
  if (!cut.tokens.empty()) cut.tokens.resize(static_cast<std::size_t>(most));
  if (!answers_every_step(dataset.task)) return cut;
  return piece_of(sequence, {0, most}, dataset);
}

void append_pieces(const Sequence& sequence, std::int64_t most, const Dataset& dataset, Sequences& pieces) {
  for (std::int64_t begin = 0; begin < sequence.length; begin += most)
    pieces.push_back(piece_of(sequence, {begin, std::min(begin + most, sequence.length)}, dataset));
}

}  // namespace

void drop_by_length(const DatasetDescription& description, RawDataset& raw) {
  drop_empty(description, raw);
  const std::int64_t least = description.least_length;
  raw.dataset.repairs.add("sequences shorter than least_length: drop", "",
                          erase_where(raw, [=](const Sequence& sequence) { return sequence.length < least; }));
  const std::int64_t most = description.most_length;
  if (most == 0 || description.longer != "drop") return;
  raw.dataset.repairs.add("sequences longer than most_length: drop", "",
                          erase_where(raw, [=](const Sequence& sequence) { return sequence.length > most; }));
}

namespace {

Sequences trimmed_to(std::int64_t most, const std::string& longer, Sequences split, Dataset& dataset) {
  Sequences trimmed;
  for (Sequence& sequence : split) {
    if (sequence.length <= most) {
      trimmed.push_back(std::move(sequence));
      continue;
    }
    dataset.repairs.add(fmt::format("sequences longer than most_length: {}", longer), "");
    if (longer == "pieces") {
      append_pieces(sequence, most, dataset, trimmed);
    } else {
      trimmed.push_back(cut_short(sequence, most, dataset));
    }
  }
  return trimmed;
}

/// What is scored is asked whole.
void tell_whole(std::int64_t most, const Sequences& split, const std::string& name, Dataset& dataset) {
  const auto count =
      std::count_if(split.begin(), split.end(), [=](const Sequence& sequence) { return sequence.length > most; });
  dataset.repairs.add(fmt::format("sequences of {} longer than most_length: scored whole", name), "", count);
}

}  // namespace

void cut_to_length(const DatasetDescription& description, Dataset& dataset) {
  const std::int64_t most = description.most_length;
  if (most == 0 || description.longer == "drop") return;
  const auto trim = [&](Sequences& split) { split = trimmed_to(most, description.longer, std::move(split), dataset); };
  trim(dataset.train);
  if (answers_every_step(dataset.task)) {
    tell_whole(most, dataset.validation, "validation", dataset);
    tell_whole(most, dataset.test, "test", dataset);
  } else {
    trim(dataset.validation);
    trim(dataset.test);
  }
}

}  // namespace gatewise
