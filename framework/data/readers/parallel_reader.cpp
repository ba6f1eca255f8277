#include "data/readers/parallel_reader.hpp"

#include <fmt/format.h>

#include "data/readers/line_reader.hpp"
#include "data/readers/marks.hpp"
#include "data/readers/sequence_count.hpp"

namespace gatewise {
namespace {

std::vector<std::int32_t> numbers_of(const std::vector<std::string_view>& names, NameTable& table) {
  std::vector<std::int32_t> numbers;
  numbers.reserve(names.size());
  for (const std::string_view name : names) numbers.push_back(table.number_of(name));
  return numbers;
}

/// A line of one label may be blank: the label is missing.
std::vector<std::string_view> labels_of(std::string_view line, Task task) {
  const std::vector<std::string_view> labels = split_words(line);
  return labels.empty() && task == Task::sequence_classification ? std::vector<std::string_view>{""} : labels;
}

/// One label a line for the whole sequence, or one tag for each token.
void check_label_count(const LineReader& tokens, const LineReader& tags, std::size_t words, std::size_t labels,
                       Task task) {
  if (task == Task::sequence_classification) {
    if (labels != 1) tags.fail(fmt::format("{} labels; a line needs one, without blanks", labels));
  } else if (words != labels) {
    tokens.fail(fmt::format("{} tokens, but {} has {} tags; each token needs one", words, tags.place(), labels));
  }
}

/// False where the lines hold no token and the rules leave such out.
bool keep(const LineReader& tokens, const RepairRules& rules, std::size_t words) {
  if (words > 0) return true;
  if (rules.empty == Remedy::refuse)
    tokens.fail("no tokens; take the empty line out, here and in the other file, or say [repair] empty = \"drop\"");
  tokens.repaired("empty sequences: drop");
  return false;
}

Sequence labelled_sequence(const LineReader& tags, const std::vector<std::string_view>& words,
                           const std::vector<std::string_view>& labels, const RepairRules& rules, RawDataset& raw) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(words.size());
  sequence.tokens = numbers_of(words, raw.words);
  for (const std::string_view label : labels)
    sequence.labels.push_back(label_number(
        label, [&] { return tags.place(); }, rules, raw));
  return sequence;
}

/// `longer` goes on where `shorter` has ended.
[[noreturn]] void refuse_length(const LineReader& longer, const LineReader& shorter) {
  longer.fail(fmt::format("{} ends after line {}; both need the same number of lines", shorter.path().string(),
                          shorter.number()));
}

void read_pair(const std::filesystem::path& token_file, const std::filesystem::path& tag_file,
               const DatasetDescription& description, Sequences& sequences, RawDataset& raw) {
  LineReader tokens(token_file, description.text, &raw.dataset.repairs);
  LineReader tags(tag_file, description.text, &raw.dataset.repairs);
  while (tokens.next()) {
    if (!tags.next()) refuse_length(tokens, tags);
    const std::vector<std::string_view> words = split_words(tokens.line());
    const std::vector<std::string_view> labels = labels_of(tags.line(), description.task);
    if (!keep(tokens, description.text.repair, words.size())) continue;
    check_label_count(tokens, tags, words.size(), labels.size(), description.task);
    refuse_too_many_sequences(tokens, sequences);
    sequences.push_back(labelled_sequence(tags, words, labels, description.text.repair, raw));
  }
  if (tags.next()) refuse_length(tags, tokens);
}

}  // namespace

void read_parallel(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                   RawDataset& raw) {
  for (const char* split : {"", "train", "validation", "test"}) {
    std::vector<std::filesystem::path> tokens;
    std::vector<std::filesystem::path> tags;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (description.files[i].split == split)
        (description.files[i].role == "tokens" ? tokens : tags).push_back(files[i]);
    }
    for (std::size_t i = 0; i < tokens.size(); ++i)
      read_pair(tokens[i], tags.at(i), description, sequences_of(raw, split), raw);
  }
}

}  // namespace gatewise
