#include "data/preparation/repair_missing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/readers/marks.hpp"
#include "data/readers/padding.hpp"

namespace gatewise {
namespace {

bool has_missing(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
}

/// Fills places (from, to), exclusive, of which one end may lie outside.
void fill_gap(std::vector<double>& values, std::size_t first, std::size_t stride, std::ptrdiff_t from,
              std::ptrdiff_t to, std::ptrdiff_t count, Remedy remedy) {
  const auto at = [&](std::ptrdiff_t i) -> double& { return values[first + static_cast<std::size_t>(i) * stride]; };
  if (from < 0 && to == count && remedy != Remedy::zero) return;  // no value at all
  for (std::ptrdiff_t i = from + 1; i < to; ++i) {
    if (remedy == Remedy::zero) {
      at(i) = 0;
    } else if (from < 0) {
      at(i) = at(to);
    } else if (to == count || remedy == Remedy::hold) {
      at(i) = at(from);
    } else {
      const double share = static_cast<double>(i - from) / static_cast<double>(to - from);
      at(i) = at(from) + share * (at(to) - at(from));
    }
  }
}

/// Whether nothing is asked of a sequence that asks once.
bool asks_for_nothing(const Sequence& sequence, Task task) {
  if (task == Task::sequence_classification) return sequence.labels == std::vector<std::int32_t>{no_label};
  return task == Task::sequence_regression && !sequence.targets.empty() &&
         std::all_of(sequence.targets.begin(), sequence.targets.end(), [](double value) { return std::isnan(value); });
}

/// Steps without a value at the end may be padding, which is to be cut off, not filled.
void tell_padding(const Sequence& sequence, const DatasetDescription& description, std::size_t width, RepairLog& log) {
  if (padded_steps(sequence.values, static_cast<std::int64_t>(width), NAN) == 0) return;
  log.add(fmt::format("sequences that end in steps without a value: {}; cut them off if they are padding",
                      remedy_name(description.text.repair.missing)),
          "");
}

void fill_columns(std::vector<double>& values, std::size_t width, Remedy remedy) {
  for (std::size_t k = 0; k < width; ++k) fill_column(values, k, width, remedy);
}

}  // namespace

void fill_column(std::vector<double>& values, std::size_t first, std::size_t stride, Remedy remedy) {
  const auto count = static_cast<std::ptrdiff_t>((values.size() + stride - 1 - first) / stride);
  std::ptrdiff_t last = -1;
  for (std::ptrdiff_t i = 0; i <= count; ++i) {
    if (i < count && std::isnan(values[first + static_cast<std::size_t>(i) * stride])) continue;
    fill_gap(values, first, stride, last, i, count, remedy);
    last = i;
  }
}

void repair_missing(const DatasetDescription& description, RawDataset& raw) {
  const Remedy remedy = description.text.repair.missing;
  if (remedy == Remedy::refuse) return;
  const bool series = description.task == Task::forecasting;
  const auto width = static_cast<std::size_t>(std::max<std::int64_t>(1, raw.dataset.feature_count));
  for (Sequences* sequences : {&raw.unsplit, &raw.dataset.train, &raw.dataset.validation, &raw.dataset.test}) {
    const std::size_t dropped = std::erase_if(*sequences, [&](const Sequence& sequence) {
      if (asks_for_nothing(sequence, description.task)) return true;
      return remedy == Remedy::drop && (has_missing(sequence.values) || (series && has_missing(sequence.targets)));
    });
    raw.dataset.repairs.add("sequences with missing values: drop", "", static_cast<std::int64_t>(dropped));
    for (Sequence& sequence : *sequences) {
      if (!series) tell_padding(sequence, description, width, raw.dataset.repairs);
      if (has_missing(sequence.values)) fill_columns(sequence.values, width, remedy);
      if (!series || !has_missing(sequence.targets)) continue;
      sequence.history = sequence.targets;  // what was not there is not asked for, either
      fill_columns(sequence.history, 1, remedy);
    }
  }
}

}  // namespace gatewise
