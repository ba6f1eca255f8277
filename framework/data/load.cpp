#include "data/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "data/csv_reader.hpp"
#include "data/group_split.hpp"
#include "data/standardise.hpp"

namespace gatewise {
namespace {

std::filesystem::path checked_file(const DatasetDescription& description, const DataFile& file) {
  const std::filesystem::path path = description.file.parent_path() / file.path;
  if (!std::filesystem::exists(path)) {
    throw InputError(fmt::format("{}: missing; dataset '{}' needs it (described in {})", path.string(), description.id,
                                 description.file.string()));
  }
  const std::string found = sha256_of_file(path);
  if (found != file.sha256) {
    throw InputError(
        fmt::format("{}: wrong bytes: sha256 is {}, {} says {}; restore the file or correct the description",
                    path.string(), found, description.file.string(), file.sha256));
  }
  return path;
}

/// The columns of one file, before they are cut into sequences.
struct Recording {
  std::vector<std::string> group;
  std::vector<std::string> key;              ///< of the sequence that a row belongs to
  std::vector<std::string> label;            ///< empty for forecasting
  std::vector<std::vector<float>> features;  ///< [F][rows]
  std::vector<float> target;                 ///< forecasting only
};

Recording read_recording(const CsvTable& table, const DatasetDescription& description) {
  const CsvColumns& columns = description.columns;
  Recording recording;
  recording.group = table.texts(columns.group);
  recording.key = recording.group;  // a sequence never crosses groups
  for (const std::string& name : columns.sequence) {
    const std::vector<std::string> part = table.texts(name);
    for (std::size_t row = 0; row < part.size(); ++row) recording.key[row] += "/" + part[row];
  }
  if (!columns.label.empty()) recording.label = table.texts(columns.label);
  for (const std::string& name : columns.features) {
    std::vector<float>& values = recording.features.emplace_back(table.numbers(name));
    if (std::find(columns.log1p.begin(), columns.log1p.end(), name) == columns.log1p.end()) continue;
    for (float& value : values) value = std::copysign(std::log1p(std::abs(value)), value);
  }
  if (description.task == Task::forecasting) recording.target = table.numbers(description.forecast.target);
  return recording;
}

/// Rows [begin, end) of one sequence.
struct Span {
  std::size_t begin;
  std::size_t end;
};

std::vector<Span> spans_of(const Recording& recording) {
  std::vector<Span> spans;
  for (std::size_t row = 0; row < recording.key.size(); ++row) {
    if (row == 0 || recording.key[row] != recording.key[row - 1]) spans.push_back({row, row});
    spans.back().end = row + 1;
  }
  return spans;
}

Sequence cut(const Recording& recording, Span span) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(span.end - span.begin);
  sequence.group = recording.group[span.begin];
  for (std::size_t row = span.begin; row < span.end; ++row) {
    for (const std::vector<float>& column : recording.features) sequence.features.push_back(column[row]);
  }
  return sequence;
}

std::map<std::string, std::int32_t> index_classes(const Recording& recording, std::vector<std::string>& classes) {
  const std::set<std::string> sorted(recording.label.begin(), recording.label.end());
  classes.assign(sorted.begin(), sorted.end());
  std::map<std::string, std::int32_t> index;
  for (const std::string& name : classes) index.emplace(name, static_cast<std::int32_t>(index.size()));
  return index;
}

/// A sequence that is to be classified has one label: a change within it is a mistake in [columns] sequence, or in the
/// data.
void check_one_label(const Recording& recording, Span span, const DatasetDescription& description) {
  for (std::size_t row = span.begin + 1; row < span.end; ++row) {
    if (recording.label[row] == recording.label[span.begin]) continue;
    throw InputError(fmt::format(
        "{}:{}: the label changes from '{}' to '{}' within a sequence; add a column that tells them apart to "
        "columns.sequence in {}",
        (description.file.parent_path() / description.files.front().path).string(), row + 2,
        recording.label[span.begin], recording.label[row], description.file.string()));
  }
}

Sequences labelled_sequences(const Recording& recording, const DatasetDescription& description, Dataset& dataset) {
  const std::map<std::string, std::int32_t> index = index_classes(recording, dataset.classes);
  Sequences sequences;
  for (const Span span : spans_of(recording)) {
    Sequence& sequence = sequences.emplace_back(cut(recording, span));
    const std::size_t count = dataset.task == Task::token_labelling ? span.end - span.begin : 1;
    if (count == 1) check_one_label(recording, span, description);
    for (std::size_t i = 0; i < count; ++i) sequence.labels.push_back(index.at(recording.label[span.begin + i]));
  }
  dataset.outputs = static_cast<std::int64_t>(dataset.classes.size());
  return sequences;
}

float mean_of(const float* values, std::int64_t count) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += values[i];
  return static_cast<float>(sum / static_cast<double>(count));
}

Sequences forecast_windows(const Recording& recording, const ForecastWindows& windows) {
  Sequences sequences;
  const std::int64_t horizon = windows.outputs * windows.window;
  for (const Span span : spans_of(recording)) {
    const auto rows = static_cast<std::int64_t>(span.end - span.begin);
    for (std::int64_t start = 0; start + windows.context + horizon <= rows; start += windows.stride) {
      const std::size_t first = span.begin + static_cast<std::size_t>(start);
      const std::size_t now = first + static_cast<std::size_t>(windows.context);
      Sequence& sequence = sequences.emplace_back(cut(recording, {first, now}));
      const float* target = recording.target.data();
      sequence.recent.assign(target + first, target + now);
      const float level = windows.residual ? mean_of(target + now - windows.window, windows.window) : 0.0F;
      for (std::int64_t k = 0; k < windows.outputs; ++k) {
        sequence.targets.push_back(mean_of(target + now + k * windows.window, windows.window));
        sequence.offsets.push_back(level);
      }
    }
  }
  return sequences;
}

std::string identity_of(const DatasetDescription& description) {
  std::string all = read_file(description.file);
  for (const DataFile& file : description.files) all += file.sha256;
  return sha256(all);
}

/// How many were shorter than `least` and are gone.
std::int64_t drop_short(Sequences& sequences, std::int64_t least) {
  const auto dropped = std::erase_if(sequences, [least](const Sequence& sequence) { return sequence.length < least; });
  return static_cast<std::int64_t>(dropped);
}

}  // namespace

Dataset load_dataset(const DatasetDescription& description) {
  Dataset dataset;
  dataset.id = description.id;
  dataset.title = description.title;
  dataset.licence = description.licence;
  dataset.task = description.task;
  dataset.step_seconds = description.step_seconds;
  dataset.sha256 = identity_of(description);
  dataset.feature_count = static_cast<std::int64_t>(description.columns.features.size());

  Sequences sequences;
  if (description.files.size() != 1)
    throw InputError(fmt::format("{}: format 'csv' reads exactly one [[file]]", description.file.string()));
  const Recording recording =
      read_recording(CsvTable::read(checked_file(description, description.files.front())), description);
  if (description.task == Task::forecasting) {
    dataset.target = description.forecast.target;
    dataset.target_window = description.forecast.window;
    dataset.outputs = description.forecast.outputs;
    sequences = forecast_windows(recording, description.forecast);
  } else {
    sequences = labelled_sequences(recording, description, dataset);
  }
  dataset.left_out = drop_short(sequences, description.least_length);
  split_by_group(std::move(sequences), description.split, dataset);
  if (dataset.train.empty() || dataset.validation.empty() || dataset.test.empty()) {
    throw InputError(fmt::format("{}: a split is empty (train {}, validation {}, test {}); change [split]",
                                 description.file.string(), dataset.train.size(), dataset.validation.size(),
                                 dataset.test.size()));
  }
  standardise(dataset);
  return dataset;
}

}  // namespace gatewise
