#include "data/parallel_reader.hpp"

#include <fmt/format.h>

#include "data/line_reader.hpp"
#include "data/utf8.hpp"

namespace gatewise {
namespace {

std::vector<std::string_view> words_of(const LineReader& file) {
  if (!is_utf8(file.line())) file.fail("invalid UTF-8; convert the file");
  return split_words(file.line());
}

std::vector<std::int32_t> numbers_of(const std::vector<std::string_view>& names, NameTable& table) {
  std::vector<std::int32_t> numbers;
  numbers.reserve(names.size());
  for (const std::string_view name : names) numbers.push_back(table.number_of(name));
  return numbers;
}

Sequence sequence_of(const LineReader& tokens, const LineReader& tags, RawDataset& raw) {
  const std::vector<std::string_view> words = words_of(tokens);
  const std::vector<std::string_view> labels = words_of(tags);
  if (words.size() != labels.size()) {
    tokens.fail(
        fmt::format("{} tokens, but {} has {} tags; each token needs one", words.size(), tags.place(), labels.size()));
  }
  if (words.empty()) tokens.fail("no tokens; take the empty line out, here and in the file of tags");
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(words.size());
  sequence.tokens = numbers_of(words, raw.words);
  sequence.labels = numbers_of(labels, raw.labels);
  return sequence;
}

/// `longer` goes on where `shorter` has ended.
[[noreturn]] void refuse_length(const LineReader& longer, const LineReader& shorter) {
  longer.fail(fmt::format("{} ends after line {}; both need the same number of lines", shorter.path().string(),
                          shorter.number()));
}

void read_pair(const std::filesystem::path& token_file, const std::filesystem::path& tag_file, Sequences& sequences,
               RawDataset& raw) {
  LineReader tokens(token_file);
  LineReader tags(tag_file);
  while (tokens.next()) {
    if (!tags.next()) refuse_length(tokens, tags);
    sequences.push_back(sequence_of(tokens, tags, raw));
  }
  if (tags.next()) refuse_length(tags, tokens);
}

}  // namespace

void read_parallel(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                   RawDataset& raw) {
  for (const char* split : {"train", "validation", "test"}) {
    std::vector<std::filesystem::path> tokens;
    std::vector<std::filesystem::path> tags;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (description.files[i].split == split)
        (description.files[i].role == "tokens" ? tokens : tags).push_back(files[i]);
    }
    for (std::size_t i = 0; i < tokens.size(); ++i)
      read_pair(tokens[i], tags.at(i), split_named(raw.dataset, split), raw);
  }
}

}  // namespace gatewise
