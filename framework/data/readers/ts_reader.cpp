#include "data/readers/ts_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "base/nearest_name.hpp"
#include "data/readers/line_reader.hpp"
#include "data/readers/marks.hpp"
#include "data/readers/numbers.hpp"
#include "data/readers/sequence_count.hpp"

namespace gatewise {
namespace {

using Words = std::vector<std::string_view>;

/// What the directives say.
struct Header {
  std::int64_t dimensions = 0;  // 0: not said
  bool univariate = false;
  bool class_label = false;
  bool target_label = false;
  std::vector<std::string> classes;  // word by word: only a blank parts them, though a class may hold some
};

/// The parts of a line.
struct Case {
  Words dimensions;
  std::string_view answer;  // a class or a target; empty where cases have none
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

/// Files that were ARFF once kept its '%'.
bool is_ts_comment(std::string_view line) {
  const std::string_view text = trimmed(line);
  return text.empty() || text[0] == '#' || text[0] == '%';
}

std::string_view value_of(const Words& words) { return words.size() > 1 ? words[1] : std::string_view(); }

bool truth_of(const LineReader& file, const Words& words) {
  const std::string value = lower_case(value_of(words));
  if (value != "true" && value != "false")
    file.fail(fmt::format("{} needs true or false, not '{}'", words[0], value_of(words)));
  return value == "true";
}

std::int64_t count_of(const LineReader& file, const Words& words) {
  const std::string_view text = value_of(words);
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < 1)
    file.fail(fmt::format("{} needs a whole number above 0, not '{}'", words[0], text));
  return count;
}

void read_directive(const LineReader& file, const std::string& key, const Words& words, Header& header) {
  if (key == "@timestamps" && truth_of(file, words))
    file.fail("@timeStamps true is not read; write values alone, evenly spaced, instead of pairs (time,value)");
  if (key == "@univariate") header.univariate = truth_of(file, words);
  if (key == "@dimensions" || key == "@dimension") header.dimensions = count_of(file, words);
  if (key == "@targetlabel") header.target_label = truth_of(file, words);
  if (key == "@classlabel") {
    header.class_label = truth_of(file, words);
    header.classes.assign(words.begin() + 2, words.end());
  }
}

Header read_ts_header(LineReader& file) {
  Header header;
  while (file.next()) {
    if (is_ts_comment(file.line())) continue;
    const Words words = split_words(file.line());
    const std::string key = lower_case(words[0]);
    if (key == "@data") {
      if (header.univariate && header.dimensions == 0) header.dimensions = 1;
      return header;
    }
    if (!key.starts_with('@')) file.fail("before @data only directives and comments may stand; is '@data' missing?");
    read_directive(file, key, words, header);
  }
  file.fail("the file ends without @data; is it whole?");
}

void check_header(const LineReader& file, const Header& header, Task task, std::int64_t feature_count) {
  if (task == Task::sequence_classification && !header.class_label)
    file.fail("task sequence-classification needs '@classLabel true' and the classes before @data");
  if (task == Task::sequence_regression && !header.target_label)
    file.fail("task sequence-regression needs '@targetLabel true' before @data");
  if (header.dimensions > 0 && feature_count > 0 && header.dimensions != feature_count) {
    file.fail(fmt::format("{} dimensions, the files before have {}; all files of a dataset need the same",
                          header.dimensions, feature_count));
  }
}

Case case_of(const Header& header, std::string_view line) {
  Case parts{split_at(line, ':'), {}};
  if (!header.class_label && !header.target_label) return parts;
  parts.answer = trimmed(parts.dimensions.back());
  parts.dimensions.pop_back();
  return parts;
}

std::size_t steps_of(std::string_view values) {
  return is_blank(values) ? 0 : 1 + static_cast<std::size_t>(std::count(values.begin(), values.end(), ','));
}

/// What is ragged about a case; empty where nothing is. `expected` is 0 where no file and no case has said it yet.
std::string raggedness(const Case& parts, std::size_t expected) {
  const std::size_t count = parts.dimensions.size();
  if (count == 0 || (expected > 0 && count != expected)) {
    return fmt::format("{} dimensions{}, not {}", count, parts.answer.empty() ? "" : " before the label or target",
                       expected > 0 ? std::to_string(expected) : "one or more");
  }
  const std::size_t steps = steps_of(parts.dimensions[0]);
  for (std::size_t i = 1; i < count; ++i) {
    const std::size_t others = steps_of(parts.dimensions[i]);
    if (others != steps) return fmt::format("dimension {} has {} steps, dimension 1 has {}", i + 1, others, steps);
  }
  return "";
}

void leave_out_case(const LineReader& file, Remedy remedy, const std::string& key, const std::string& what,
                    const std::string& problem) {
  if (remedy == Remedy::refuse) file.fail(fmt::format("{}; [repair] {} = \"drop\" leaves such out", problem, key));
  file.repaired(what + ": drop");
}

bool is_usable_case(const LineReader& file, const Case& parts, std::int64_t expected, const RepairRules& rules) {
  const std::string problem = raggedness(parts, static_cast<std::size_t>(expected));
  if (!problem.empty()) {
    leave_out_case(file, rules.ragged, "ragged", "ragged sequences", problem);
    return false;
  }
  if (steps_of(parts.dimensions[0]) > 0) return true;
  leave_out_case(file, rules.empty, "empty", "empty sequences", "a case without a step");
  return false;
}

/// Dimension `index` of `count` into values [T, count].
void read_dimension(const LineReader& file, std::string_view text, std::size_t index, std::size_t count,
                    const RepairRules& rules, std::vector<double>& values) {
  const std::string column = fmt::format("dimension {}", index + 1);
  for (std::size_t at = index; at < values.size(); at += count) {
    const std::size_t end = std::min(text.find(','), text.size());
    values[at] = read_number(file, trimmed(text.substr(0, end)), rules, column);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

Sequence case_sequence(const LineReader& file, const Words& dimensions, const RepairRules& rules) {
  const std::size_t steps = steps_of(dimensions[0]);
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(steps);
  sequence.values.resize(steps * dimensions.size());
  for (std::size_t i = 0; i < dimensions.size(); ++i)
    read_dimension(file, dimensions[i], i, dimensions.size(), rules, sequence.values);
  return sequence;
}

/// A class of several words is known where these follow each other in the list.
std::string_view known_class(const LineReader& file, std::string_view name, const std::vector<std::string>& classes) {
  const Words words = split_words(name);
  if (!classes.empty() && std::search(classes.begin(), classes.end(), words.begin(), words.end()) == classes.end())
    file.fail(fmt::format("class '{}' is none that @classLabel lists{}", name, suggestion(name, classes)));
  return name;
}

std::int32_t class_number(const LineReader& file, std::string_view name, const std::vector<std::string>& classes,
                          const RepairRules& rules, RawDataset& raw) {
  const bool missing = is_mark(name, rules.label_marks);
  return label_number(
      missing ? name : known_class(file, name, classes), [&] { return file.place(); }, rules, raw);
}

std::vector<double> last_feature(const std::vector<double>& features, std::size_t count) {
  std::vector<double> values;
  values.reserve(features.size() / count);
  for (std::size_t at = count - 1; at < features.size(); at += count) values.push_back(features[at]);
  return values;
}

void read_case(const DatasetDescription& description, const LineReader& file, const Header& header,
               Sequences& sequences, RawDataset& raw) {
  const RepairRules& rules = description.text.repair;
  const Case parts = case_of(header, file.line());
  if (!is_usable_case(file, parts, raw.dataset.feature_count, rules)) return;
  Sequence sequence = case_sequence(file, parts.dimensions, rules);
  if (description.task == Task::sequence_classification)
    sequence.labels = {class_number(file, parts.answer, header.classes, rules, raw)};
  if (description.task == Task::sequence_regression)
    sequence.targets = {read_number(file, parts.answer, rules, "target")};
  if (description.task == Task::forecasting) {
    sequence.targets = last_feature(sequence.values, parts.dimensions.size());
    sequence.group = fmt::format("series {}", sequences.size() + 1);
  }
  raw.dataset.feature_count = static_cast<std::int64_t>(parts.dimensions.size());
  refuse_too_many_sequences(file, sequences);
  sequences.push_back(std::move(sequence));
}

void read_file_of_cases(const DatasetDescription& description, const std::filesystem::path& path, Sequences& sequences,
                        RawDataset& raw) {
  LineReader file(path, description.text, &raw.dataset.repairs);
  const Header header = read_ts_header(file);
  check_header(file, header, description.task, raw.dataset.feature_count);
  if (header.dimensions > 0) raw.dataset.feature_count = header.dimensions;
  bool any = false;
  while (file.next()) {
    if (is_ts_comment(file.line())) continue;
    any = true;
    read_case(description, file, header, sequences, raw);
  }
  if (!any) file.fail("no case behind @data; is the file whole?");
}

}  // namespace

void read_ts(const DatasetDescription& description, const std::vector<std::filesystem::path>& files, RawDataset& raw) {
  if (answers_every_step(description.task)) {
    throw InputError(fmt::format("{}: format ts has no answers for each step, as task {} asks; use another format",
                                 description.file.string(), task_name(description.task)));
  }
  if (description.task == Task::sequence_regression) raw.dataset.outputs = 1;
  for (std::size_t i = 0; i < files.size(); ++i)
    read_file_of_cases(description, files[i], sequences_of(raw, description.files[i].split), raw);
}

}  // namespace gatewise
