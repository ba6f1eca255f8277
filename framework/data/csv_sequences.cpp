#include "data/csv_sequences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "data/csv_reader.hpp"
#include "data/numbers.hpp"
#include "data/row_clock.hpp"

namespace gatewise {
namespace {

/// Where the columns that a description names stand in one file.
struct Places {
  Places(const CsvReader& reader, const DatasetDescription& description) {
    const CsvColumns& columns = description.columns;
    for (const std::string& name : columns.sequence) key.push_back(reader.index_of(name));
    for (const std::string& name : columns.features) {
      features.push_back(reader.index_of(name));
      log1p.push_back(std::find(columns.log1p.begin(), columns.log1p.end(), name) != columns.log1p.end());
    }
    for (const std::string& name : columns.targets) targets.push_back(reader.index_of(name));
    if (description.task == Task::forecasting) targets.push_back(reader.index_of(description.forecast.target));
    if (!columns.group.empty()) group = reader.index_of(columns.group);
    if (!columns.label.empty()) label = reader.index_of(columns.label);
    if (!columns.time.empty()) time = reader.index_of(columns.time);
  }

  std::vector<std::size_t> key, features, targets;
  std::vector<bool> log1p;
  std::optional<std::size_t> group, label, time;
};

/// Cuts the rows of one file into sequences.
class RowsToSequences {
 public:
  RowsToSequences(const std::filesystem::path& file, const DatasetDescription& description, Sequences& into,
                  RawDataset& raw)
      : description_(description),
        reader_(file, description.text, &raw.dataset.repairs, description.columns.separator, description.columns.names),
        places_(reader_, description),
        clock_(description.text.repair, description.step_seconds),
        target_rules_(description.task == Task::step_regression ? asks_nothing(description.text.repair)
                                                                : description.text.repair),
        into_(into),
        labels_(raw.labels) {}

  void read() {
    while (reader_.next()) read_row();
  }

 private:
  void read_row() {
    const std::string key = key_of_row();
    const bool other = !begun_ || key != key_;
    if (other) clock_.restart();
    const RowPlace place = read_time();
    if (place == RowPlace::dropped) return;
    if (other || place == RowPlace::begins_anew) begin_sequence(key);
    append_row();
  }

  /// A sequence never crosses groups.
  std::string key_of_row() const {
    std::string key = places_.group ? reader_.text(*places_.group) : "";
    for (const std::size_t column : places_.key) key += "/" + reader_.text(column);
    return key;
  }

  RowPlace read_time() {
    if (!places_.time) return RowPlace::follows;
    const std::string& text = reader_.text(*places_.time);
    const std::optional<double> seconds = parse_time(text, description_.columns.time_format);
    if (!seconds) {
      reader_.place().fail(fmt::format("'{}' is no time of the format '{}' (columns.time_format in {})", text,
                                       description_.columns.time_format, description_.file.string()));
    }
    seconds_ = *seconds;
    return clock_.next(reader_.place(), seconds_);
  }

  void begin_sequence(const std::string& key) {
    begun_ = true;
    key_ = key;
    Sequence& sequence = into_.emplace_back();
    if (places_.group) {
      sequence.group = reader_.text(*places_.group);
    } else if (groups_by_file(description_)) {
      sequence.group = reader_.place().path().filename().string();
    }
    if (places_.label) label_ = reader_.text(*places_.label);
  }

  void append_row() {
    Sequence& sequence = into_.back();
    sequence.length += 1;
    for (std::size_t i = 0; i < places_.features.size(); ++i) {
      const float value = reader_.number(places_.features[i]);
      sequence.features.push_back(places_.log1p[i] ? std::copysign(std::log1p(std::abs(value)), value) : value);
    }
    append_calendar(seconds_, description_.columns.calendar, sequence.features);
    append_targets(sequence);
    append_label(sequence);
  }

  /// A sequence is asked for what its last row says.
  void append_targets(Sequence& sequence) const {
    if (description_.task == Task::sequence_regression) sequence.targets.clear();
    for (const std::size_t column : places_.targets) sequence.targets.push_back(reader_.number(column, target_rules_));
  }

  void append_label(Sequence& sequence) {
    if (!places_.label) return;
    const std::string& label = reader_.text(*places_.label);
    const bool each = description_.task == Task::token_labelling;
    if (!each && label != label_) refuse_change(label);
    if (each || sequence.labels.empty()) sequence.labels.push_back(labels_.number_of(label));
  }

  /// A sequence that is to be classified has one label: a change within it is a mistake in [columns] sequence, or in
  /// the data.
  [[noreturn]] void refuse_change(const std::string& label) const {
    reader_.place().fail(
        fmt::format("the label changes from '{}' to '{}' within a sequence; add a column that tells them apart to "
                    "columns.sequence in {}",
                    label_, label, description_.file.string()));
  }

  const DatasetDescription& description_;
  CsvReader reader_;
  Places places_;
  RowClock clock_;
  RepairRules target_rules_;
  Sequences& into_;
  NameTable& labels_;
  bool begun_ = false;
  std::string key_;
  std::string label_;
  double seconds_ = 0;
};

}  // namespace

void read_csv_sequences(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                        RawDataset& raw) {
  const CsvColumns& columns = description.columns;
  raw.dataset.feature_count = static_cast<std::int64_t>(columns.features.size() + 2 * columns.calendar.size());
  if (answers_numbers(description.task)) raw.dataset.outputs = static_cast<std::int64_t>(columns.targets.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const DataFile& file = description.files[i];
    if (file.role.empty()) RowsToSequences(files[i], description, sequences_of(raw, file.split), raw).read();
  }
}

}  // namespace gatewise
