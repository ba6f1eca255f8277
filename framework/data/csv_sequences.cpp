#include "data/csv_sequences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "data/csv_reader.hpp"

namespace gatewise {
namespace {

/// The columns of one file, before they are cut into sequences.
struct Recording {
  std::filesystem::path file;
  std::vector<std::string> group;
  std::vector<std::string> key;              ///< of the sequence that a row belongs to
  std::vector<std::string> label;            ///< empty for forecasting
  std::vector<std::vector<float>> features;  ///< [F][rows]
  std::vector<float> target;                 ///< forecasting only
};

Recording read_recording(const std::filesystem::path& file, const DatasetDescription& description) {
  const CsvTable table = CsvTable::read(file);
  const CsvColumns& columns = description.columns;
  Recording recording;
  recording.file = file;
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

/// A sequence that is to be classified has one label: a change within it is a mistake in [columns] sequence, or in the
/// data.
void check_one_label(const Recording& recording, Span span, const DatasetDescription& description) {
  for (std::size_t row = span.begin + 1; row < span.end; ++row) {
    if (recording.label[row] == recording.label[span.begin]) continue;
    throw InputError(fmt::format(
        "{}:{}: the label changes from '{}' to '{}' within a sequence; add a column that tells them apart to "
        "columns.sequence in {}",
        recording.file.string(), row + 2, recording.label[span.begin], recording.label[row],
        description.file.string()));
  }
}

Sequences labelled_sequences(const Recording& recording, const DatasetDescription& description, NameTable& labels) {
  Sequences sequences;
  for (const Span span : spans_of(recording)) {
    Sequence& sequence = sequences.emplace_back(cut(recording, span));
    const std::size_t count = description.task == Task::token_labelling ? span.end - span.begin : 1;
    if (count == 1) check_one_label(recording, span, description);
    for (std::size_t i = 0; i < count; ++i)
      sequence.labels.push_back(labels.number_of(recording.label[span.begin + i]));
  }
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

}  // namespace

void read_csv_sequences(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                        RawDataset& raw) {
  if (files.size() != 1)
    throw InputError(fmt::format("{}: format 'csv' reads exactly one [[file]]", description.file.string()));
  const Recording recording = read_recording(files.front(), description);
  raw.dataset.feature_count = static_cast<std::int64_t>(description.columns.features.size());
  if (description.task != Task::forecasting) {
    raw.unsplit = labelled_sequences(recording, description, raw.labels);
    return;
  }
  raw.dataset.target = description.forecast.target;
  raw.dataset.target_window = description.forecast.window;
  raw.dataset.outputs = description.forecast.outputs;
  raw.unsplit = forecast_windows(recording, description.forecast);
}

}  // namespace gatewise
