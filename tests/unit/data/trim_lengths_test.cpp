#include "data/preparation/trim_lengths.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace gatewise::data_trim_lengths_test {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

/// A sequence of `length` steps of two features, at each of which stand 10 * step and 10 * step + 1.
Sequence of_length(std::int64_t length) {
  Sequence sequence;
  sequence.length = length;
  sequence.group = "g";
  for (std::int64_t t = 0; t < length; ++t)
    sequence.values.insert(sequence.values.end(), {10.0F * static_cast<float>(t), 10.0F * static_cast<float>(t) + 1});
  return sequence;
}

class DropByLength : public ::testing::Test {
 protected:
  DropByLength() {
    description_.file = "x.toml";
    for (const std::int64_t length : {3, 0, 1, 5}) raw_.unsplit.push_back(of_length(length));
    raw_.dataset.train = {of_length(2)};
    raw_.dataset.validation = {of_length(0)};
    raw_.dataset.test = {of_length(6), of_length(1)};
    description_.text.repair.empty = Remedy::drop;
  }
  std::int64_t count(const std::string& what) const { return raw_.dataset.repairs.count(what); }

  DatasetDescription description_;
  RawDataset raw_;
};

TEST_F(DropByLength, SequencesWithoutAStepAreRefusedOrDroppedAndCounted) {
  description_.text.repair.empty = Remedy::refuse;
  RawDataset refused = raw_;
  EXPECT_THAT(
      [&] { drop_by_length(description_, refused); },
      ThrowsMessage<InputError>("x.toml: 2 sequences without a step; [repair] empty = \"drop\" leaves them out"));
  description_.text.repair.empty = Remedy::drop;
  drop_by_length(description_, raw_);
  EXPECT_THAT(lengths_of(raw_.unsplit), ElementsAre(3, 1, 5));
  EXPECT_THAT(raw_.dataset.validation, IsEmpty());
  ASSERT_EQ(raw_.dataset.repairs.entries().size(), 1U);
  EXPECT_EQ(count("empty sequences: drop"), 2);
}

TEST_F(DropByLength, ShorterThanTheLeastAreDroppedFromEverySplit) {
  description_.least_length = 2;
  drop_by_length(description_, raw_);
  EXPECT_THAT(lengths_of(raw_.unsplit), ElementsAre(3, 5));
  EXPECT_THAT(lengths_of(raw_.dataset.train), ElementsAre(2));
  EXPECT_THAT(lengths_of(raw_.dataset.test), ElementsAre(6));
  EXPECT_EQ(count("sequences shorter than least_length: drop"), 2);
}

TEST_F(DropByLength, LongerThanTheMostAreDroppedOnlyWhereThatIsSaid) {
  description_.most_length = 3;
  description_.longer = "cut";
  drop_by_length(description_, raw_);
  EXPECT_THAT(lengths_of(raw_.unsplit), ElementsAre(3, 1, 5));
  description_.longer = "drop";
  drop_by_length(description_, raw_);
  EXPECT_THAT(lengths_of(raw_.unsplit), ElementsAre(3, 1));
  EXPECT_THAT(lengths_of(raw_.dataset.test), ElementsAre(1));
  EXPECT_EQ(count("sequences longer than most_length: drop"), 2);
}

class CutToLength : public ::testing::Test {
 protected:
  CutToLength() {
    dataset_.feature_count = 2;
    description_.most_length = 2;
  }
  void cut(Task task, const std::string& longer) {
    dataset_.task = task;
    description_.longer = longer;
    cut_to_length(description_, dataset_);
  }

  DatasetDescription description_;
  Dataset dataset_;
};

TEST_F(CutToLength, ACutSequenceKeepsItsBeginAndItsOneAnswer) {
  dataset_.train = {of_length(5), of_length(2)};
  dataset_.train[0].labels = {7};
  dataset_.test = {of_length(3)};
  dataset_.test[0].targets = {1, 2, 3};
  cut(Task::sequence_classification, "cut");
  EXPECT_THAT(lengths_of(dataset_.train), ElementsAre(2, 2));
  EXPECT_THAT(dataset_.train[0].values, ElementsAre(0, 1, 10, 11));
  EXPECT_THAT(dataset_.train[0].labels, ElementsAre(7));
  EXPECT_THAT(dataset_.test.at(0).targets, ElementsAre(1, 2, 3)) << "three numbers asked of the whole sequence";
  EXPECT_EQ(dataset_.repairs.count("sequences longer than most_length: cut"), 2);
}

Sequence sentence() {
  Sequence sequence;
  sequence.length = 3;
  sequence.tokens = {7, 8, 9};
  sequence.labels = {0, 1, 2};
  return sequence;
}

TEST_F(CutToLength, TokensAreCutWithTheirLabels) {
  dataset_.train = {sentence()};
  cut(Task::token_labelling, "cut");
  EXPECT_THAT(dataset_.train.at(0).tokens, ElementsAre(7, 8));
  EXPECT_THAT(dataset_.train[0].labels, ElementsAre(0, 1));
  EXPECT_THAT(dataset_.train[0].values, IsEmpty());
}

TEST_F(CutToLength, WhatIsAskedAtEachStepOfValidationAndTestStaysWhole) {
  for (const char* longer : {"cut", "pieces"}) {
    dataset_.repairs = {};
    dataset_.train = dataset_.validation = {sentence()};
    dataset_.test = {sentence(), sentence()};
    cut(Task::token_labelling, longer);
    EXPECT_THAT(lengths_of(dataset_.train),
                ElementsAreArray(std::string(longer) == "cut" ? std::vector<int>{2} : std::vector<int>{2, 1}));
    EXPECT_THAT(lengths_of(dataset_.validation), ElementsAre(3));
    EXPECT_THAT(lengths_of(dataset_.test), ElementsAre(3, 3));
    EXPECT_THAT(dataset_.test[1].labels, ElementsAre(0, 1, 2));
    EXPECT_EQ(dataset_.repairs.count("sequences of validation longer than most_length: scored whole"), 1);
    EXPECT_EQ(dataset_.repairs.count("sequences of test longer than most_length: scored whole"), 2);
  }
}

TEST_F(CutToLength, PiecesHoldEveryStepOnceAndTheLastIsWhatIsLeft) {
  dataset_.outputs = 1;
  dataset_.train = {of_length(5), of_length(4), of_length(1)};
  dataset_.train[0].targets = {0, 1, 2, 3, 4};
  dataset_.train[1].targets = {5, 6, 7, 8};
  dataset_.train[2].targets = {9};
  cut(Task::step_regression, "pieces");
  EXPECT_THAT(lengths_of(dataset_.train), ElementsAre(2, 2, 1, 2, 2, 1));
  std::vector<double> targets;
  for (const Sequence& piece : dataset_.train) {
    EXPECT_EQ(piece.group, "g");
    targets.insert(targets.end(), piece.targets.begin(), piece.targets.end());
  }
  EXPECT_THAT(targets, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_THAT(dataset_.train[2].values, ElementsAre(40, 41));
  EXPECT_EQ(dataset_.repairs.count("sequences longer than most_length: pieces"), 2);
}

TEST_F(CutToLength, AnyLengthStaysWhereNoMostIsSaid) {
  description_.most_length = 0;
  dataset_.train = {of_length(5)};
  cut(Task::sequence_classification, "cut");
  EXPECT_THAT(lengths_of(dataset_.train), ElementsAre(5));
  EXPECT_THAT(dataset_.repairs.entries(), IsEmpty());
}

}  // namespace
}  // namespace gatewise::data_trim_lengths_test
