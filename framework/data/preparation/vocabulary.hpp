#ifndef GATEWISE_DATA_PREPARATION_VOCABULARY_HPP
#define GATEWISE_DATA_PREPARATION_VOCABULARY_HPP

#include "data/dataset_fwd.hpp"
#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

constexpr std::int32_t unknown_token = 0;  ///< a word outside the vocabulary
constexpr std::int32_t end_token = 1;      ///< what a model that answers late reads behind a sequence's end
constexpr std::int32_t reserved_tokens = 2;

/// A word as the rule spells it: ASCII letters in lower case, each digit as 0; other bytes stay.
std::string spelt(std::string word, const VocabularyRule& rule);

/// Gives words that the rule spells alike one number, in all lists: what a model reads alike is the same.
void spell_words(const VocabularyRule& rule, RawDataset& raw);

/// Numbers the tokens: `words` holds the names that they are numbers of. Behind the reserved tokens come the words that
/// train has at least `least_count` times, by falling count, then by name; every other word becomes unknown_token, in
/// train too, so that a model learns to read it. Sets the dataset's vocabulary and words, and keeps the words' own
/// numbers in each sequence. Nothing is learnt from validation or test.
void number_words(const NameTable& words, const VocabularyRule& rule, Dataset& dataset);

/// The share of tokens that are unknown; 0 where there are none.
double unknown_share(const Sequences& sequences);

}  // namespace gatewise

#endif
