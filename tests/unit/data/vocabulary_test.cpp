#include "data/preparation/vocabulary.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace gatewise::data_vocabulary_test {
namespace {

using ::testing::ElementsAre;

Sequence words(const std::string& line, NameTable& names) {
  Sequence sequence;
  std::istringstream stream(line);
  for (std::string word; stream >> word;) sequence.tokens.push_back(names.number_of(word));
  sequence.length = static_cast<std::int64_t>(sequence.tokens.size());
  return sequence;
}

/// A dataset of three lines, numbered by the rule.
Dataset numbered(const std::string& train, const std::string& validation, const std::string& test,
                 const VocabularyRule& rule) {
  RawDataset raw;
  raw.dataset.train = {words(train, raw.words)};
  raw.dataset.validation = {words(validation, raw.words)};
  raw.dataset.test = {words(test, raw.words)};
  spell_words(rule, raw);
  number_words(raw.words, rule, raw.dataset);
  return std::move(raw.dataset);
}

TEST(Vocabulary, WordsComeByFallingCountThenByNameBehindTheReservedTokens) {
  const Dataset dataset = numbered("c b b a", "a", "a", {});
  EXPECT_THAT(dataset.words, ElementsAre("<unknown>", "<end>", "b", "a", "c"));
  EXPECT_EQ(dataset.vocabulary, 5);
  EXPECT_THAT(dataset.train[0].tokens, ElementsAre(4, 2, 2, 3));
}

TEST(Vocabulary, IsBuiltFromTrainAlone) {
  const Dataset dataset = numbered("a", "b b b a", "c", {});
  EXPECT_THAT(dataset.words, ElementsAre("<unknown>", "<end>", "a"));
  EXPECT_THAT(dataset.validation[0].tokens, ElementsAre(unknown_token, unknown_token, unknown_token, 2));
  EXPECT_THAT(dataset.test[0].tokens, ElementsAre(unknown_token));
}

TEST(Vocabulary, ARareWordIsUnknownInTrainToo) {
  const Dataset dataset = numbered("a a b", "b", "a", {2, false, false});
  EXPECT_THAT(dataset.words, ElementsAre("<unknown>", "<end>", "a"));
  EXPECT_THAT(dataset.train[0].tokens, ElementsAre(2, 2, unknown_token));
  EXPECT_DOUBLE_EQ(unknown_share(dataset.train), 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(unknown_share(dataset.validation), 1);
  EXPECT_DOUBLE_EQ(unknown_share({}), 0);
}

TEST(Vocabulary, ACountIsOfTheSpellingThatIsKept) {
  const Dataset dataset = numbered("The the 10 27", "THE 99 x", "the", {2, true, true});
  EXPECT_THAT(dataset.words, ElementsAre("<unknown>", "<end>", "00", "the"));
  EXPECT_THAT(dataset.validation[0].tokens, ElementsAre(3, 2, unknown_token));
}

TEST(Vocabulary, EachSpellingKeepsANumberOfItsOwnThoughItsTokenIsUnknown) {
  const Dataset dataset = numbered("a a b C c", "b d", "c", {2, true, false});
  EXPECT_EQ(dataset.train[0].words.size(), 5U);
  EXPECT_NE(dataset.train[0].words[2], dataset.validation[0].words[1]) << "b and d are both unknown";
  EXPECT_EQ(dataset.train[0].words[2], dataset.validation[0].words[0]);
  EXPECT_EQ(dataset.train[0].words[3], dataset.test[0].words[0]) << "C is spelt c";
}

TEST(Vocabulary, AWordSpeltAsAReservedTokenIsAWord) {
  const Dataset dataset = numbered("<unknown> <end>", "<end>", "x", {});
  EXPECT_THAT(dataset.train[0].tokens, ElementsAre(3, 2));
  EXPECT_THAT(dataset.validation[0].tokens, ElementsAre(2));
}

TEST(Vocabulary, OnlyAsciiLettersAreLowered) {
  EXPECT_EQ(spelt("\xC3\x89T\xC3\x89 A7", {1, true, false}), "\xC3\x89t\xC3\x89 a7");
  EXPECT_EQ(spelt("A7b09", {1, false, true}), "A0b00");
  EXPECT_EQ(spelt("A7", {}), "A7");
}

}  // namespace
}  // namespace gatewise::data_vocabulary_test
