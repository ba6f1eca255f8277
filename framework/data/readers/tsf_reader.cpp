#include "data/readers/tsf_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/error.hpp"
#include "base/nearest_name.hpp"
#include "data/readers/line_reader.hpp"
#include "data/readers/marks.hpp"
#include "data/readers/numbers.hpp"
#include "data/readers/sequence_count.hpp"

namespace gatewise {
namespace {

using Parts = std::vector<std::string_view>;

/// What the lines "@attribute name type" say.
struct Attributes {
  std::size_t count = 0;
  std::optional<std::size_t> name;  // the first one of type string
};

/// In any case of letters, as other readers of the format take them.
bool is_word(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
}

bool is_tsf_comment(std::string_view line) { return is_blank(line) || trimmed(line).starts_with('#'); }

void add_attribute(const LineReader& file, const Parts& words, Attributes& attributes) {
  static const std::vector<std::string> types{"string", "numeric", "date"};
  if (words.size() != 3) file.fail(fmt::format("an attribute of {} words; '@attribute name type' are 3", words.size()));
  const auto is_type = [&](const std::string& type) { return is_word(words[2], type); };
  if (std::none_of(types.begin(), types.end(), is_type)) {
    file.fail(
        fmt::format("attribute '{}' has the unknown type '{}'{}", words[1], words[2], suggestion(words[2], types)));
  }
  if (is_type("string") && !attributes.name) attributes.name = attributes.count;
  attributes.count += 1;
}

Attributes read_tsf_header(LineReader& file) {
  Attributes attributes;
  while (file.next()) {
    if (is_tsf_comment(file.line())) continue;
    const Parts words = split_words(file.line());
    if (!words[0].starts_with('@'))
      file.fail("before @data only directives and comments may stand; is '@data' missing?");
    if (is_word(words[0], "@data")) return attributes;
    if (is_word(words[0], "@attribute")) add_attribute(file, words, attributes);
  }
  file.fail("the file ends without @data; is it whole?");
}

/// Whether the line has as many parts as it should, and values.
bool is_usable_series(const LineReader& file, const Parts& parts, const Attributes& attributes,
                      const RepairRules& rules) {
  const bool ragged = parts.size() != attributes.count + 1;
  if (!ragged && !is_blank(parts.back())) return true;
  if (ragged && rules.ragged == Remedy::refuse) {
    file.fail(
        fmt::format("{} parts, but {} attributes and the values are {}; [repair] ragged = \"drop\" leaves such out",
                    parts.size(), attributes.count, attributes.count + 1));
  }
  if (!ragged && rules.empty == Remedy::refuse)
    file.fail("a series without a step; [repair] empty = \"drop\" leaves such out");
  file.repaired(ragged ? "ragged sequences: drop" : "empty sequences: drop");
  return false;
}

/// A series whose name is missing is a group of its own.
std::string group_of(const Parts& parts, const Attributes& attributes, std::int64_t number, const RepairRules& rules) {
  const std::string_view name = attributes.name ? trimmed(parts[*attributes.name]) : std::string_view();
  return is_mark(name, rules.missing_marks) ? fmt::format("series {}", number) : std::string(name);
}

/// One at a time: a line of the archive holds up to seven million values.
std::vector<double> read_values(const LineReader& file, std::string_view values, const RepairRules& rules) {
  std::vector<double> numbers(1 + static_cast<std::size_t>(std::count(values.begin(), values.end(), ',')));
  for (double& number : numbers) {
    const std::size_t end = std::min(values.find(','), values.size());
    number = read_number(file, trimmed(values.substr(0, end)), rules);
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  return numbers;
}

Sequence series_sequence(const LineReader& file, std::string_view values, std::string group, const RepairRules& rules) {
  Sequence sequence;
  sequence.group = std::move(group);
  sequence.values = read_values(file, values, rules);
  sequence.targets = sequence.values;
  sequence.length = static_cast<std::int64_t>(sequence.values.size());
  return sequence;
}

void read_tsf_file(const TextRules& rules, const std::filesystem::path& path, Sequences& sequences, RawDataset& raw) {
  LineReader file(path, rules, &raw.dataset.repairs);
  const Attributes attributes = read_tsf_header(file);
  std::int64_t count = 0;
  while (file.next()) {
    if (is_tsf_comment(file.line())) continue;
    count += 1;
    const Parts parts = split_at(file.line(), ':');
    if (!is_usable_series(file, parts, attributes, rules.repair)) continue;
    refuse_too_many_sequences(file, sequences);
    sequences.push_back(
        series_sequence(file, parts.back(), group_of(parts, attributes, count, rules.repair), rules.repair));
  }
  if (count == 0) file.fail("no series behind @data; is the file whole?");
}

}  // namespace

void read_tsf(const DatasetDescription& description, const std::vector<std::filesystem::path>& files, RawDataset& raw) {
  if (description.task != Task::forecasting) {
    throw InputError(fmt::format("{}: format tsf is for task forecasting, not {}", description.file.string(),
                                 task_name(description.task)));
  }
  raw.dataset.feature_count = 1;
  for (std::size_t i = 0; i < files.size(); ++i)
    read_tsf_file(description.text, files[i], sequences_of(raw, description.files[i].split), raw);
}

}  // namespace gatewise
