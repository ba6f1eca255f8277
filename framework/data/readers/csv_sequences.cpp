#include "data/readers/csv_sequences.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "data/preparation/entity_borders.hpp"
#include "data/readers/csv_reader.hpp"
#include "data/readers/marks.hpp"
#include "data/readers/numbers.hpp"
#include "data/readers/row_clock.hpp"
#include "data/readers/sequence_count.hpp"

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

/// What tells sequences apart: the group and the columns of [columns] sequence, each a text of its own.
using SequenceKey = std::vector<std::string>;

/// A sequence that rows have begun.
struct OpenSequence {
  std::size_t index = 0;  // among those read
  RowClock clock;
  std::size_t last_line = 0;
  bool gathered = false;
  bool begun = false;
};

/// Cuts the rows of one file into sequences.
class RowsToSequences {
 public:
  RowsToSequences(const std::filesystem::path& file, const DatasetDescription& description, Sequences& into,
                  RawDataset& raw)
      : description_(description),
        reader_(file, description.text, &raw.dataset.repairs, description.columns.separator, description.columns.names),
        places_(reader_, description),
        target_rules_(description.task == Task::step_regression ? asks_nothing(description.text.repair)
                                                                : description.text.repair),
        into_(into),
        raw_(raw) {}

  void read() {
    while (reader_.next()) read_row();
    for (const Cut& cut : cuts_) check_cut(cut);
  }

 private:
  /// Where [repair] has begun another sequence within one.
  struct Cut {
    std::int32_t before = no_label, label = no_label;
    std::size_t line = 0;
  };

  const RepairRules& rules() const { return description_.text.repair; }

  void read_row() {
    if (!has_key()) return;
    const bool begins = go_to(key_of_row());
    const RowPlace place = read_time();
    open_->last_line = reader_.place().number();
    if (place == RowPlace::dropped) return;
    const bool parts = open_->begun && (begins || place == RowPlace::begins_anew);
    const std::int32_t before = parts ? last_label() : no_label;
    if (begins || place == RowPlace::begins_anew) begin_sequence();
    append_row();
    if (parts) cuts_.push_back({before, last_label(), reader_.place().number()});
  }

  /// Whether each column of the key says something.
  bool has_key() const {
    const auto says = [&](std::size_t column) {
      return has_group(
          reader_.text(column), [&] { return reader_.place().place(); }, rules(), raw_.dataset.repairs);
    };
    return (!places_.group || says(*places_.group)) && std::all_of(places_.key.begin(), places_.key.end(), says);
  }

  /// A sequence never crosses groups.
  SequenceKey key_of_row() const {
    SequenceKey key;
    if (places_.group) key.push_back(reader_.text(*places_.group));
    for (const std::size_t column : places_.key) key.push_back(reader_.text(column));
    return key;
  }

  /// Goes to the sequence of that key; whether it begins here.
  bool go_to(const SequenceKey& key) {
    if (open_ != nullptr && key == *key_) return false;
    const auto [entry, fresh] =
        sequences_.try_emplace(key, OpenSequence{0, RowClock(rules(), description_.step_seconds)});
    key_ = &entry->first;
    open_ = &entry->second;
    return fresh || comes_back();
  }

  /// What becomes of a sequence whose rows lie apart; whether another begins.
  bool comes_back() {
    const LineReader& file = reader_.place();
    if (rules().scattered == Remedy::refuse) {
      file.fail(
          fmt::format("sequence '{}' goes on, whose rows before ended at line {}; [repair] scattered = \"gather\" "
                      "joins them, \"split\" begins another sequence",
                      fmt::join(*key_, "', '"), open_->last_line));
    }
    if (rules().scattered == Remedy::split) {
      file.repaired("sequences that go on behind others: split");
      open_->clock.restart();
      return true;
    }
    if (!open_->gathered) file.repaired("sequences whose rows lie apart: gather");
    open_->gathered = true;
    return false;
  }

  RowPlace read_time() {
    if (!places_.time) return RowPlace::follows;
    const std::string& text = reader_.text(*places_.time);
    const std::optional<double> seconds = parse_time(text, description_.columns.time_format, reader_.place().decimal());
    if (!seconds) {
      reader_.place().fail(fmt::format("'{}' {} (columns.time_format in {})", text,
                                       time_problem(text, description_.columns.time_format),
                                       description_.file.string()));
    }
    seconds_ = *seconds;
    return open_->clock.next(reader_.place(), seconds_);
  }

  std::int32_t last_label() const {
    const std::vector<std::int32_t>& labels = into_[open_->index].labels;
    return description_.task == Task::token_labelling && !labels.empty() ? labels.back() : no_label;
  }

  /// Once all labels of the file are known, which say whether they are tags of entities.
  void check_cut(const Cut& cut) const {
    if (!cuts_entity(cut.before, cut.label, raw_)) return;
    const std::vector<std::string>& names = raw_.labels.names();
    reader_.place().fail_at(
        cut.line,
        fmt::format("an entity goes on here ('{}' behind '{}'), which [repair] {} = \"split\" would cut in two; "
                    "its parts would be scored as entities of their own",
                    names[static_cast<std::size_t>(cut.label)], names[static_cast<std::size_t>(cut.before)],
                    rules().scattered == Remedy::split ? "scattered" : "time_gap or time_back"));
  }

  void begin_sequence() {
    refuse_too_many_sequences(reader_.place(), into_);
    open_->begun = true;
    open_->index = into_.size();
    Sequence& sequence = into_.emplace_back();
    if (places_.group) {
      sequence.group = reader_.text(*places_.group);
    } else if (groups_by_file(description_)) {
      sequence.group = reader_.place().path().filename().string();
    }
  }

  void append_row() {
    Sequence& sequence = into_[open_->index];
    sequence.length += 1;
    for (std::size_t i = 0; i < places_.features.size(); ++i) {
      const double value = reader_.number(places_.features[i]);
      sequence.values.push_back(places_.log1p[i] ? std::copysign(std::log1p(std::abs(value)), value) : value);
    }
    append_calendar(seconds_, description_.columns.calendar, sequence.values);
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
    const std::int32_t label = label_number(
        reader_.text(*places_.label), [&] { return reader_.place().place(); }, rules(), raw_);
    if (sequence.labels.empty() || description_.task == Task::token_labelling) {
      sequence.labels.push_back(label);
    } else if (sequence.labels[0] == no_label) {
      sequence.labels[0] = label;
    } else if (label != no_label && label != sequence.labels[0]) {
      refuse_change(sequence.labels[0], label);
    }
  }

  /// A sequence that is to be classified has one label: a change within it is a mistake in [columns] sequence, or in
  /// the data.
  [[noreturn]] void refuse_change(std::int32_t from, std::int32_t to) const {
    const std::vector<std::string>& names = raw_.labels.names();
    reader_.place().fail(fmt::format(
        "the label changes from '{}' to '{}' within a sequence; add a column that tells them apart to "
        "columns.sequence in {}",
        names[static_cast<std::size_t>(from)], names[static_cast<std::size_t>(to)], description_.file.string()));
  }

  const DatasetDescription& description_;
  CsvReader reader_;
  Places places_;
  RepairRules target_rules_;
  Sequences& into_;
  RawDataset& raw_;
  std::map<SequenceKey, OpenSequence> sequences_;
  const SequenceKey* key_ = nullptr;  // of the row before
  OpenSequence* open_ = nullptr;
  double seconds_ = 0;
  std::vector<Cut> cuts_;
};

}  // namespace

void read_csv_sequences(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                        RawDataset& raw) {
  const CsvColumns& columns = description.columns;
  raw.dataset.target_names = columns.targets;
  raw.dataset.feature_names = columns.features;
  raw.dataset.feature_count = static_cast<std::int64_t>(columns.features.size() + 2 * columns.calendar.size());
  if (answers_numbers(description.task)) raw.dataset.outputs = static_cast<std::int64_t>(columns.targets.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const DataFile& file = description.files[i];
    if (file.role.empty()) RowsToSequences(files[i], description, sequences_of(raw, file.split), raw).read();
  }
}

}  // namespace gatewise
