#include "data/description/description_tables.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "base/nearest_name.hpp"
#include "data/readers/numbers.hpp"

namespace gatewise {
namespace {

/// The remedy of that name among those that a fault knows.
void read_remedy(TomlTable& table, const std::string& key, std::initializer_list<Remedy> known, Remedy& remedy) {
  std::vector<std::string> names;
  for (const Remedy one : known) names.push_back(remedy_name(one));
  const std::string name = table.choice(key, remedy_name(remedy), names);
  for (const Remedy one : known) {
    if (remedy_name(one) == name) remedy = one;
  }
}

/// A mark as a file spells it: a text, or a number.
std::string mark_text(const TomlTable& table, const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return fmt::format("{}", *number);
  if (const auto number = node.value_exact<double>()) return fmt::format("{}", *number);
  table.fail_at(node, "'missing_marks' must be a list of texts and numbers, such as [\"NA\", -999]");
}

/// What stands for a missing value or name. Labels of steps are padded with -1 by hand and with -100 by PyTorch, whose
/// CrossEntropyLoss has ignore_index = -100.
void read_marks(TomlTable& table, Task task, RepairRules& rules) {
  const toml::node* node = table.node("missing_marks");
  if (node == nullptr) {
    if (task == Task::token_labelling) rules.label_marks.insert(rules.label_marks.end(), {"-1", "-100"});
    return;
  }
  if (!node->is_array()) table.fail("missing_marks", "must be a list, such as [\"NA\", -999]");
  rules.missing_marks.clear();
  for (const toml::node& mark : *node->as_array()) rules.missing_marks.push_back(mark_text(table, mark));
  rules.label_marks = rules.missing_marks;
  for (const std::string& mark : rules.missing_marks) {
    if (const std::optional<double> number = parse_number(mark)) rules.missing_numbers.push_back(*number);
  }
}

char read_separator(TomlTable& table, const std::string& fallback, const std::vector<std::string>& known) {
  const std::string name = table.choice("separator", fallback, known);
  if (name == "comma") return ',';
  if (name == "semicolon") return ';';
  if (name == "tab") return '\t';
  return name == "space" ? ' ' : '\0';
}

/// Every text of `values` is one of `known`.
void check_known(const TomlTable& table, const std::string& key, const std::vector<std::string>& values,
                 const std::vector<std::string>& known, const std::string& what) {
  for (const std::string& value : values) {
    if (std::find(known.begin(), known.end(), value) == known.end())
      table.fail(key, fmt::format("names '{}', which is none of {}{}", value, what, suggestion(value, known)));
  }
}

void read_targets(TomlTable& table, Task task, CsvColumns& columns) {
  if (task == Task::sequence_classification || task == Task::token_labelling) columns.label = table.text("label");
  if (task == Task::step_regression) {
    columns.targets = table.texts("targets", {});
    if (columns.targets.empty()) table.fail("targets", "must name at least one column");
  }
  if (task == Task::sequence_regression) columns.targets = table.texts("targets", {});
}

void check_whole_groups(const TomlTable& table, const BlockLayout& layout) {
  if (layout.per_group == 0) return;
  for (const auto& [split, count] : layout.per_class) {
    if (count % layout.per_group != 0)
      table.fail("per_group", fmt::format("is {}, which does not divide the {} blocks of a class in {}",
                                          layout.per_group, count, split));
  }
}

/// Which ways to deal there are, the usual one first.
std::vector<std::string> ways_to_deal(const DatasetDescription& description) {
  const bool groups = !description.columns.group.empty() || groups_by_file(description) ||
                      description.blocks.per_group > 0 || !description.arrays.groups.empty();
  std::vector<std::string> ways;
  if (groups) ways.push_back("group");
  if (split_by_files(description)) {
    ways.push_back("sequence");
    return ways;
  }
  const bool series = description.task == Task::forecasting;
  if (series && (description.format == "wide-csv" || description.format == "tsf")) ways.push_back("end");
  if (series) ways.insert(ways.end(), {"time", "rows"});
  ways.insert(ways.end(), {"sequence", "every"});
  if (answers_every_step(description.task)) ways.insert(ways.end(), {"time", "rows"});
  if (series) ways.push_back("end");
  return ways;
}

void read_row_rule(TomlTable table, SplitRule& split) {
  for (const std::string& name : split_names()) {
    const std::vector<std::int64_t> ends = table.integers(name, {}, 0, any_size);
    if (ends.size() != 2 || ends[0] >= ends[1]) table.fail(name, "must be [begin, end), such as [0, 8640]");
    split.rows[name] = {ends[0], ends[1]};
  }
  for (const auto& [earlier, later] : {std::pair("train", "validation"), std::pair("validation", "test")}) {
    if (split.rows[earlier].second > split.rows[later].first)
      table.fail(later, fmt::format("begins before {} ends", earlier));
  }
  table.finish();
}

void read_shares(TomlTable& table, bool with_test, SplitRule& split) {
  split.validation = table.number("validation", split.validation, 0.01, 0.9);
  if (with_test) split.test = table.number("test", split.test, 0.01, 0.9);
  if (with_test && split.validation + split.test >= 0.95)
    table.fail("test", "and 'validation' leave nothing to train on");
}

}  // namespace

RepairRules read_repair(TomlTable table, Task task) {
  RepairRules rules;
  read_marks(table, task, rules);
  using enum Remedy;
  read_remedy(table, "utf8", {refuse, replace, drop}, rules.utf8);
  read_remedy(table, "ragged", {refuse, drop}, rules.ragged);
  read_remedy(table, "missing", {refuse, drop, hold, interpolate, zero}, rules.missing);
  read_remedy(table, "empty", {refuse, drop}, rules.empty);
  read_remedy(table, "long_lines", {refuse, drop, cut}, rules.long_lines);
  read_remedy(table, "scattered", {refuse, gather, split}, rules.scattered);
  read_remedy(table, "time_back", {keep, refuse, drop, split}, rules.time_back);
  read_remedy(table, "time_gap", {keep, refuse, split}, rules.time_gap);
  rules.line_bytes = table.integer("line_bytes", rules.line_bytes, 16, std::int64_t{1} << 30);
  table.finish();
  return rules;
}

CsvColumns read_columns(TomlTable table, Task task) {
  CsvColumns columns;
  columns.group = table.text("group", "");
  columns.sequence = table.texts("sequence", {});
  read_targets(table, task, columns);
  columns.features = table.texts("features", {});
  if (columns.features.empty()) table.fail("features", "must name at least one column");
  columns.log1p = table.texts("log1p", {});
  check_known(table, "log1p", columns.log1p, columns.features, "the features");
  columns.time = table.text("time", "");
  columns.time_format = table.text("time_format", columns.time_format);
  columns.calendar = table.texts("calendar", {});
  check_known(table, "calendar", columns.calendar, {"day", "week", "year"}, "day, week, year");
  if (columns.time.empty() && !columns.calendar.empty()) table.fail("calendar", "needs a 'time' column");
  columns.separator = read_separator(table, "comma", {"comma", "semicolon", "tab", "space"});
  columns.names = table.texts("names", {});
  table.finish();
  return columns;
}

WideColumns read_wide(TomlTable table) {
  WideColumns wide;
  wide.first = table.integer("first", wide.first, 0, any_size);
  wide.header = table.boolean("header", wide.header);
  wide.separator = read_separator(table, "comma", {"comma", "semicolon", "tab"});
  table.finish();
  return wide;
}

BlockLayout read_blocks_table(TomlTable table, const DatasetDescription& description) {
  BlockLayout layout;
  const bool by_file = !description.files.front().label.empty();
  if (!by_file && description.task == Task::sequence_classification) {
    TomlTable per_class = table.table("per_class");
    for (const std::string& split : split_names()) {
      if (!has_split(description, split)) continue;
      if (!per_class.has(split))
        table.fail("per_class", fmt::format("lacks '{}', which has files; or say a 'label' for each [[file]]", split));
      layout.per_class[split] = per_class.integer(split, 0, 1, any_size);
    }
    if (layout.per_class.empty())
      table.fail("per_class", "counts the blocks of a split, but no [[file]] says its split");
    per_class.finish();
    layout.classes = table.texts("classes", {});
    layout.per_group = table.integer("per_group", 0, 0, any_size);
    check_whole_groups(table, layout);
  }
  table.finish();
  return layout;
}

ConllColumns read_conll_table(TomlTable table) {
  ConllColumns columns;
  columns.token = table.integer("token", columns.token, 0, 1000);
  columns.tag = table.integer("tag", columns.tag, -1000, 1000);
  columns.separator = read_separator(table, "blank", {"blank", "tab", "space"});
  columns.skip = table.text("skip", "");
  columns.comment = table.text("comment", "");
  table.finish();
  return columns;
}

TextColumns read_text_table(TomlTable table) {
  TextColumns columns;
  columns.separator = read_separator(table, "tab", {"tab", "space"});
  columns.coarse = table.choice("label", "whole", {"whole", "coarse"}) == "coarse";
  table.finish();
  return columns;
}

ArrayNames read_arrays(TomlTable table) {
  ArrayNames names;
  names.x = table.text("x", names.x);
  names.y = table.text("y", names.y);
  names.lengths = table.text("lengths", names.lengths);
  names.groups = table.text("groups", names.groups);
  names.one_each = table.boolean("one_each", names.one_each);
  table.finish();
  return names;
}

VocabularyRule read_vocabulary(TomlTable table, const std::string& format) {
  VocabularyRule rule;
  rule.least_count = table.integer("least_count", 1, 1, any_size);
  rule.lower_case = table.boolean("lower_case", false);
  rule.fold_digits = table.choice("digits", "keep", {"keep", "fold"}) == "fold";
  if (format == "text") {
    rule.characters = table.choice("input", "words", {"words", "characters"}) == "characters";
    rule.split_punctuation = table.choice("punctuation", "keep", {"keep", "split"}) == "split";
  }
  table.finish();
  return rule;
}

ForecastWindows read_forecast(TomlTable table, const std::string& format) {
  ForecastWindows windows;
  if (format == "csv") windows.target = table.text("target");
  windows.context = table.integer("context", windows.context, 1, any_size);
  windows.least_context = table.integer("least_context", windows.context, 1, windows.context);
  windows.ahead = table.integer("ahead", windows.ahead, 1, 1'000'000);
  windows.outputs = table.integer("outputs", windows.outputs, 1, 1'000'000);
  windows.window = table.integer("window", windows.window, 1, 1'000'000);
  windows.stride = table.integer("stride", windows.stride, 1, 1'000'000'000);
  windows.test_stride = table.integer("test_stride", windows.stride, 1, 1'000'000'000);
  windows.season = table.integer("season", 0, 0, 1'000'000);
  windows.residual = table.choice("residual", windows.residual, {"last", "season", "none"});
  windows.series_scale = table.choice("scale", "train", {"train", "series"}) == "series";
  windows.z_score = table.choice("unit", "own", {"own", "z-score"}) == "z-score";
  if (windows.window > windows.least_context) table.fail("window", "is longer than the shortest context");
  if (windows.residual == "season" && windows.season == 0)
    table.fail("residual", "is 'season', but no 'season' is said");
  table.finish();
  return windows;
}

namespace {

constexpr double most_synthetic_values = 1e9;

/// Before they are made.
void check_synthetic_values(const TomlTable& table, const SyntheticTask& task) {
  double sequences = 0;
  for (const auto& [split, count] : task.sequences) sequences += static_cast<double>(count);
  const bool copies = task.kind == "copy";
  const auto steps = static_cast<double>(task.length + (copies ? 2 * task.slots : 0));
  const auto width = static_cast<double>(task.kind == "adding" ? 2 : task.symbols + (copies ? 2 : 1));
  if (sequences * steps * width <= most_synthetic_values) return;
  table.fail("sequences",
             fmt::format("of {:.0f} x {:.0f} steps x {:.0f} features are {:.3g} values; the most are {:.0f}", sequences,
                         steps, width, sequences * steps * width, most_synthetic_values));
}

}  // namespace

SyntheticTask read_synthetic(TomlTable table, Task task) {
  SyntheticTask synthetic;
  synthetic.kind = table.choice("kind", "", {"adding", "copy", "recall"});
  const Task wanted = synthetic.kind == "adding" ? Task::sequence_regression
                      : synthetic.kind == "copy" ? Task::token_labelling
                                                 : Task::sequence_classification;
  if (task != wanted)
    table.fail("kind", fmt::format("is '{}', which is for task '{}'", synthetic.kind, task_name(wanted)));
  synthetic.length = table.integer("length", synthetic.length, 2, 10'000'000);
  synthetic.symbols = table.integer("symbols", synthetic.symbols, 2, 10'000);
  synthetic.slots = table.integer("slots", synthetic.slots, 1, 10'000);
  synthetic.seed = static_cast<std::uint64_t>(table.integer("seed", 1, 0, any_seed));
  TomlTable counts = table.table("sequences");
  for (auto& [split, count] : synthetic.sequences) count = counts.integer(split, count, 1, 100'000'000);
  counts.finish();
  check_synthetic_values(table, synthetic);
  table.finish();
  return synthetic;
}

SplitRule read_split(TomlTable table, const DatasetDescription& description) {
  SplitRule split;
  const std::vector<std::string> ways = ways_to_deal(description);
  if (table.text("by", "") == "group" && ways.front() != "group")
    table.fail("by", "is 'group', but nothing says which sequences form one");
  split.by = table.choice("by", ways.front(), ways);
  split.seed = static_cast<std::uint64_t>(table.integer("seed", 1, 0, any_seed));
  if (split.by == "rows") {
    read_row_rule(table.table("rows"), split);
  } else if (split.by == "every") {
    split.every = table.integer("every", split.every, 2, any_size);
    read_shares(table, false, split);
  } else if (split.by != "end") {
    read_shares(table, !split_by_files(description), split);
  }
  table.finish();
  return split;
}

PublishedScore read_published(TomlTable table) {
  const bool has_value = table.has("value");
  PublishedScore score{
      table.text("what"), table.text("metric"),
      table.number("value", 0, std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()),
      table.text("source", "")};
  table.finish();
  if (!has_value) table.fail("value", "is missing");
  return score;
}

}  // namespace gatewise
