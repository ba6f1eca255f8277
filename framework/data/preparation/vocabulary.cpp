#include "data/preparation/vocabulary.hpp"

#include <algorithm>
#include <unordered_map>

namespace gatewise {
namespace {

char spelt_letter(char letter, const VocabularyRule& rule) {
  if (rule.lower_case && letter >= 'A' && letter <= 'Z') return static_cast<char>(letter - 'A' + 'a');
  if (rule.fold_digits && letter >= '0' && letter <= '9') return '0';
  return letter;
}

using Counts = std::unordered_map<std::string, std::int64_t>;

Counts count_words(const std::vector<std::string>& spellings, const Sequences& train) {
  Counts counts;
  for (const Sequence& sequence : train) {
    for (const std::int32_t token : sequence.tokens) counts[spellings[static_cast<std::size_t>(token)]] += 1;
  }
  return counts;
}

std::vector<std::string> by_falling_count(const Counts& counts, std::int64_t least_count) {
  std::vector<std::string> words;
  for (const auto& [word, count] : counts) {
    if (count >= least_count) words.push_back(word);
  }
  std::sort(words.begin(), words.end(), [&](const std::string& a, const std::string& b) {
    const std::int64_t count_a = counts.at(a);
    const std::int64_t count_b = counts.at(b);
    return count_a != count_b ? count_a > count_b : a < b;
  });
  return words;
}

/// The token of each spelling.
std::vector<std::int32_t> tokens_of(const std::vector<std::string>& spellings, const std::vector<std::string>& words) {
  std::unordered_map<std::string, std::int32_t> numbers;
  for (std::size_t i = 0; i < words.size(); ++i)
    numbers.emplace(words[i], static_cast<std::int32_t>(i) + reserved_tokens);
  std::vector<std::int32_t> tokens;
  for (const std::string& spelling : spellings) {
    const auto found = numbers.find(spelling);
    tokens.push_back(found == numbers.end() ? unknown_token : found->second);
  }
  return tokens;
}

}  // namespace

std::string spelt(std::string word, const VocabularyRule& rule) {
  for (char& letter : word) letter = spelt_letter(letter, rule);
  return word;
}

void spell_words(const VocabularyRule& rule, RawDataset& raw) {
  NameTable spelt_words;
  std::vector<std::int32_t> number_of;
  for (const std::string& word : raw.words.names()) number_of.push_back(spelt_words.number_of(spelt(word, rule)));
  for (Sequences* list : {&raw.unsplit, &raw.dataset.train, &raw.dataset.validation, &raw.dataset.test}) {
    for (Sequence& sequence : *list) {
      for (std::int32_t& token : sequence.tokens) token = number_of[static_cast<std::size_t>(token)];
    }
  }
  raw.words = std::move(spelt_words);
}

void number_words(const NameTable& words, const VocabularyRule& rule, Dataset& dataset) {
  const std::vector<std::string>& names = words.names();
  const std::vector<std::string> known = by_falling_count(count_words(names, dataset.train), rule.least_count);
  const std::vector<std::int32_t> tokens = tokens_of(names, known);
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (Sequence& sequence : *split) {
      sequence.words = sequence.tokens;
      for (std::int32_t& token : sequence.tokens) token = tokens[static_cast<std::size_t>(token)];
    }
  }
  dataset.words = {"<unknown>", "<end>"};
  dataset.words.insert(dataset.words.end(), known.begin(), known.end());
  dataset.vocabulary = static_cast<std::int64_t>(dataset.words.size());
}

double unknown_share(const Sequences& sequences) {
  std::size_t unknown = 0;
  std::size_t all = 0;
  for (const Sequence& sequence : sequences) {
    unknown += static_cast<std::size_t>(std::count(sequence.tokens.begin(), sequence.tokens.end(), unknown_token));
    all += sequence.tokens.size();
  }
  return all == 0 ? 0.0 : static_cast<double>(unknown) / static_cast<double>(all);
}

}  // namespace gatewise
