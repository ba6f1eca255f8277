#include "data/readers/text_reader.hpp"

#include <cctype>

#include "base/utf8.hpp"
#include "data/readers/marks.hpp"
#include "data/readers/sequence_count.hpp"

namespace gatewise {
namespace {

bool is_punctuation(char letter) { return std::ispunct(static_cast<unsigned char>(letter)) != 0; }

/// "don't!" is don, ', t, !
void append_split(std::string_view word, std::vector<std::string_view>& tokens) {
  while (!word.empty()) {
    std::size_t end = 0;
    while (end < word.size() && !is_punctuation(word[end])) ++end;
    if (end == 0) end = 1;
    tokens.push_back(word.substr(0, end));
    word.remove_prefix(end);
  }
}

/// The label in front of the line's separator; `text` becomes what follows.
std::string_view take_label(const LineReader& file, const TextColumns& rules, std::string_view& text) {
  text = file.line();
  const std::size_t end = text.find(rules.separator);
  if (end == std::string_view::npos)
    file.fail(rules.separator == '\t' ? "no label before a tab" : "no label before a space");
  std::string_view label = text.substr(0, end);
  text.remove_prefix(end + 1);
  if (rules.coarse) label = label.substr(0, label.find(':'));
  return label;
}

void read_file_of_texts(const std::filesystem::path& path, const DatasetDescription& description, Sequences& into,
                        RawDataset& raw) {
  LineReader file(path, description.text, &raw.dataset.repairs);
  while (file.next()) {
    if (is_blank(file.line())) continue;
    std::string_view text;
    const std::string_view label = take_label(file, description.label_text, text);
    const std::vector<std::string_view> tokens = tokens_of(text, description.vocabulary);
    if (tokens.empty()) {
      if (description.text.repair.empty == Remedy::refuse)
        file.fail("a text without a token; [repair] empty = \"drop\" leaves such lines out");
      file.repaired("empty sequences: drop");
      continue;
    }
    refuse_too_many_sequences(file, into);
    Sequence& sequence = into.emplace_back();
    sequence.length = static_cast<std::int64_t>(tokens.size());
    for (const std::string_view token : tokens) sequence.tokens.push_back(raw.words.number_of(token));
    sequence.labels = {label_number(
        label, [&] { return file.place(); }, description.text.repair, raw)};
  }
}

}  // namespace

std::vector<std::string_view> tokens_of(std::string_view text, const VocabularyRule& rule) {
  if (rule.characters) return code_points(text);
  std::vector<std::string_view> words = split_words(text);
  if (!rule.split_punctuation) return words;
  std::vector<std::string_view> tokens;
  for (const std::string_view word : words) append_split(word, tokens);
  return tokens;
}

void read_text(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
               RawDataset& raw) {
  for (std::size_t i = 0; i < files.size(); ++i)
    read_file_of_texts(files[i], description, sequences_of(raw, description.files[i].split), raw);
}

}  // namespace gatewise
