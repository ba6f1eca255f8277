#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "data/dataset.hpp"
#include "support/datasets.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_load_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Load : public ::testing::Test {
 protected:
  Load() {
    description_.file = folder_ / "x.toml";
    description_.id = "x";
    description_.columns = {"session", {"session"}, "label", {"load"}, {}};
    description_.split = {.by = "group", .validation = 0.25, .test = 0.25};
    write_file_atomically(description_.file, "id = 'x'\n");
  }
  void recording(const std::string& csv) {
    write_file_atomically(folder_ / "x.csv", csv);
    description_.files = {{"x.csv", csv.size(), sha256(csv)}};
  }

  /// Four sessions of one episode each.
  void small_recording() { recording("session,label,load\na,q,1\na,q,2\nb,p,3\nc,q,4\nc,q,5\nc,q,6\nd,p,7\n"); }

  static Sequences all_of(const Dataset& dataset) {
    Sequences all = dataset.train;
    all.insert(all.end(), dataset.validation.begin(), dataset.validation.end());
    all.insert(all.end(), dataset.test.begin(), dataset.test.end());
    return all;
  }

  static Sequence of_group(const Dataset& dataset, const std::string& group) {
    for (const Sequence& sequence : all_of(dataset)) {
      if (sequence.group == group) return sequence;
    }
    return {};
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  DatasetDescription description_;
};

TEST_F(Load, CutsSequencesAndNumbersTheClassesByName) {
  small_recording();
  const Dataset dataset = tests::load_beside(description_);
  EXPECT_THAT(dataset.classes, ElementsAre("p", "q"));
  EXPECT_EQ(dataset.outputs, 2);
  EXPECT_EQ(all_of(dataset).size(), 4U);
  EXPECT_EQ(of_group(dataset, "c").length, 3);
  EXPECT_THAT(of_group(dataset, "c").labels, ElementsAre(1));
  EXPECT_THAT(of_group(dataset, "d").labels, ElementsAre(0));
}

TEST_F(Load, LabelsEveryStepWhereTheTaskAsksForIt) {
  recording("session,label,load\na,q,1\na,p,2\nb,p,3\nc,q,4\nd,p,7\n");
  description_.task = Task::token_labelling;
  EXPECT_THAT(of_group(tests::load_beside(description_), "a").labels, ElementsAre(1, 0));
}

TEST_F(Load, AHeavyTailIsTakenByItsLogarithm) {
  recording("session,label,load\na,q,-3\nb,p,0\nc,q,3\nd,p,7\n");
  description_.columns.log1p = {"load"};
  const Dataset dataset = tests::load_beside(description_);
  const auto raw = [&](const std::string& group) {
    return of_group(dataset, group).features[0] * dataset.feature_scale[0] + dataset.feature_mean[0];
  };
  EXPECT_NEAR(raw("a"), -std::log(4.0F), 1e-5);
  EXPECT_NEAR(raw("b"), 0, 1e-5);
  EXPECT_NEAR(raw("d"), std::log(8.0F), 1e-5);
}

TEST_F(Load, ANewGroupIsANewSequenceThoughItsOtherKeysGoOn) {
  recording("session,episode,label,load\na,0,q,1\nb,0,p,2\nc,0,q,3\nd,0,p,4\n");
  description_.columns.sequence = {"episode"};
  EXPECT_EQ(all_of(tests::load_beside(description_)).size(), 4U);
}

TEST_F(Load, ShortSequencesAreLeftOut) {
  recording("session,label,load\na,q,1\na,q,2\nb,p,3\nb,p,3\nc,q,4\nc,q,5\nd,p,7\n");
  description_.least_length = 2;
  const Dataset dataset = tests::load_beside(description_);
  EXPECT_EQ(all_of(dataset).size(), 3U);
  EXPECT_EQ(of_group(dataset, "d").length, 0);
}

TEST_F(Load, ASplitThatStaysEmptyIsRefusedWithItsCounts) {
  recording("session,label,load\na,q,1\nb,p,2\n");
  EXPECT_THAT([&] { tests::load_beside(description_); },
              ThrowsMessage<InputError>(
                  HasSubstr("a split is empty (train 0, validation 1, test 1): 2 groups are to be dealt, and each of "
                            "the three splits needs one; change [split]")));
}

TEST_F(Load, WrongBytesAreRefusedAndBothDigestsNamed) {
  small_recording();
  const std::string expected = description_.files[0].sha256;
  const std::string other = "session,label,load\na,q,1\n";
  write_file_atomically(folder_ / "x.csv", other);
  EXPECT_THAT([&] { tests::load_beside(description_); },
              ThrowsMessage<InputError>(
                  AllOf(StartsWith((folder_ / "x.csv").string()), HasSubstr(expected), HasSubstr(sha256(other)))));
}

TEST_F(Load, AMissingFileIsNamedWithTheDatasetThatNeedsIt) {
  description_.files = {{"none.csv", 1, "ab"}};
  EXPECT_THAT([&] { tests::load_beside(description_); },
              ThrowsMessage<InputError>(
                  AllOf(HasSubstr("none.csv: cannot read: No such file or directory"), HasSubstr("dataset 'x'"))));
}

TEST_F(Load, WithoutADigestAFileIsTakenAsFound) {
  small_recording();
  description_.files[0] = {"x.csv"};
  const std::string one = tests::load_beside(description_).sha256;
  write_file_atomically(folder_ / "x.csv", "session,label,load\na,q,1\nb,p,3\nc,q,4\nd,p,8\n");
  EXPECT_NE(tests::load_beside(description_).sha256, one) << "its bytes are part of the identity all the same";
  description_.files[0].bytes = 7;
  EXPECT_THAT([&] { tests::load_beside(description_); }, ThrowsMessage<InputError>(HasSubstr("wrong bytes")));
}

TEST_F(Load, SettingsFromOutsideArePartOfTheIdentity) {
  small_recording();
  const std::string one = tests::load_beside(description_).sha256;
  description_.settings = "least_length = 1\n";
  EXPECT_NE(tests::load_beside(description_).sha256, one);
}

TEST_F(Load, WhatTheFilesLackIsMendedAndCountedInTheDataset) {
  recording("session,label,load\na,q,1\na,q,\na,q,5\nb,p,\nc,q,4\nd,p,7\n");
  description_.text.repair.missing = Remedy::interpolate;
  const Dataset dataset = tests::load_beside(description_);
  const Sequence a = of_group(dataset, "a");
  EXPECT_NEAR(a.features.at(1), (a.features.at(0) + a.features.at(2)) / 2, 1e-5);
  EXPECT_EQ(dataset.repairs.count("missing values: interpolate"), 2);
}

TEST_F(Load, DuplicatesAreDroppedBeforeTheyAreDealt) {
  recording("session,label,load\na,q,1\nb,p,1\nc,q,4\nd,p,7\ne,q,9\n");
  description_.drop_duplicates = true;
  const Dataset dataset = tests::load_beside(description_);
  EXPECT_EQ(all_of(dataset).size(), 4U);
  EXPECT_EQ(of_group(dataset, "b").length, 0);
  EXPECT_EQ(dataset.repairs.count("sequences whose input is there already: drop"), 1);
}

TEST_F(Load, PiecesAreOfTrainAndWhatIsScoredIsWhole) {
  recording("session,label,load\na,q,1\na,p,2\na,q,3\nb,p,1\nb,p,2\nb,p,3\nc,q,4\nc,q,4\nc,q,4\nd,p,7\nd,q,7\nd,q,7\n");
  description_.task = Task::token_labelling;
  description_.most_length = 2;
  description_.longer = "pieces";
  const Dataset dataset = tests::load_beside(description_);
  EXPECT_THAT(lengths_of(dataset.train), ElementsAre(2, 1, 2, 1));
  EXPECT_EQ(dataset.train[0].group, dataset.train[1].group);
  EXPECT_THAT(lengths_of(dataset.validation), ElementsAre(3));
  EXPECT_THAT(lengths_of(dataset.test), ElementsAre(3));
}

TEST_F(Load, RowsOfASequenceAreDealtInTimeWhereTheRuleSaysSo) {
  recording("session,label,load\na,q,1\na,p,2\na,q,3\na,q,4\nb,p,5\nb,p,6\nb,p,7\nb,q,8\n");
  description_.task = Task::token_labelling;
  description_.split.by = "time";
  const Dataset dataset = tests::load_beside(description_);
  EXPECT_THAT(lengths_of(dataset.train), ElementsAre(2, 2));
  EXPECT_THAT(lengths_of(dataset.validation), ElementsAre(1, 1));
  EXPECT_THAT(dataset.test.at(1).labels, ElementsAre(1));
  EXPECT_EQ(dataset.test[1].group, "b");
}

TEST_F(Load, TheNegativeClassIsOneOfTheDatasets) {
  small_recording();
  description_.negative = "q";
  EXPECT_EQ(tests::load_beside(description_).negative_class, 1);
  description_.negative = "r";
  EXPECT_THAT([&] { tests::load_beside(description_); },
              ThrowsMessage<InputError>(HasSubstr("'negative' is 'r', which is no class of the dataset")));
}

TEST_F(Load, ARegressionWithoutNumbersIsRefused) {
  small_recording();
  description_.task = Task::sequence_regression;
  description_.columns.label.clear();
  EXPECT_THAT([&] { tests::load_beside(description_); },
              ThrowsMessage<InputError>(HasSubstr("task 'sequence-regression' asks for numbers")));
}

TEST_F(Load, ItsIdentityFollowsTheDescriptionAndTheFiles) {
  small_recording();
  const std::string one = tests::load_beside(description_).sha256;
  EXPECT_EQ(tests::load_beside(description_).sha256, one);
  write_file_atomically(description_.file, "id = 'x'\n# another\n");
  const std::string two = tests::load_beside(description_).sha256;
  recording("session,label,load\na,q,1\nb,p,3\nc,q,4\nd,p,8\n");
  EXPECT_EQ((std::set<std::string>{one, two, tests::load_beside(description_).sha256}).size(), 3U);
}

TEST_F(Load, IsTheSameEveryTime) {
  small_recording();
  const Dataset one = tests::load_beside(description_);
  const Dataset two = tests::load_beside(description_);
  EXPECT_EQ(one.test[0].group, two.test[0].group);
  EXPECT_EQ(one.train[0].features, two.train[0].features);
}

/// Formats whose files belong to splits, from files to numbers.
class LoadSplitFiles : public Load {
 protected:
  void add(const std::string& name, const std::string& split, const std::string& role, const std::string& bytes) {
    write_file_atomically(folder_ / name, bytes);
    description_.files.push_back({name, bytes.size(), sha256(bytes), "", split, role});
  }
  void add_pair(const std::string& split, const std::string& words, const std::string& tags) {
    add(split + ".in", split, "tokens", words);
    add(split + ".out", split, "tags", tags);
  }
  void use_parallel() {
    description_.format = "parallel";
    description_.task = Task::token_labelling;
    add_pair("train", "b a\na\n", "B-x O\nO\n");
    add_pair("test", "a c\n", "O I-x\n");
  }
  void use_blocks() {
    description_.format = "blocks";
    description_.blocks = {{{"train", 4}, {"test", 1}}, {"n", "y"}, 1};
    description_.split = {.by = "group", .validation = 0.25};
    add("a", "train", "", "1\n\n2\n\n3\n\n4\n\n5\n\n6\n\n7\n\n8\n");
    add("b", "test", "", "9\n\n9\n9\n");
  }
};

TEST_F(LoadSplitFiles, NumbersWordsAndTagsOfParallelFiles) {
  use_parallel();
  add_pair("validation", "b\n", "B-x\n");
  const Dataset dataset = tests::load_beside(description_);
  EXPECT_EQ(dataset.feature_count, 0);
  EXPECT_THAT(dataset.words, ElementsAre("<unknown>", "<end>", "a", "b"));
  EXPECT_EQ(dataset.vocabulary, 4);
  EXPECT_THAT(dataset.train.at(0).tokens, ElementsAre(3, 2));
  EXPECT_THAT(dataset.test.at(0).tokens, ElementsAre(2, 0));
  EXPECT_THAT(dataset.classes, ElementsAre("B-x", "O", "I-x"));
  EXPECT_EQ(dataset.unseen_classes, 1);
  EXPECT_TRUE(dataset.entity_tags);
  EXPECT_THAT(dataset.test.at(0).labels, ElementsAre(1, 2));
  EXPECT_EQ(dataset.validation.size(), 1U);
}

TEST_F(LoadSplitFiles, ValidationIsCarvedFromTrainWhereNoFileIs) {
  use_parallel();
  description_.split = {.by = "sequence", .validation = 0.5};
  const Dataset dataset = tests::load_beside(description_);
  EXPECT_EQ(dataset.train.size(), 1U);
  EXPECT_EQ(dataset.validation.size(), 1U);
}

TEST_F(LoadSplitFiles, AValidationFileWhoseSequencesAreAllTooShortIsNotReplaced) {
  use_parallel();
  add_pair("validation", "b\n", "B-x\n");
  description_.least_length = 2;
  EXPECT_THAT([&] { tests::load_beside(description_); },
              ThrowsMessage<InputError>(HasSubstr(
                  "a split is empty (train 1, validation 0, test 1): the files hold 1, 0 and 1 sequences, and each "
                  "split needs one; change [split]; met in the files: 2 sequences shorter than least_length: drop")));
}

TEST_F(LoadSplitFiles, BlocksAreStandardisedByWhatIsLeftOfTrain) {
  use_blocks();
  const Dataset dataset = tests::load_beside(description_);
  ASSERT_EQ(dataset.train.size(), 6U);
  ASSERT_EQ(dataset.validation.size(), 2U) << "one speaker, once for each class";
  EXPECT_EQ(dataset.validation[0].group, dataset.validation[1].group);
  float sum = 0;
  for (const Sequence& sequence : dataset.train) sum += sequence.features.at(0);
  EXPECT_NEAR(sum, 0, 1e-5);
  EXPECT_THAT(dataset.classes, ElementsAre("n", "y"));
}

TEST_F(LoadSplitFiles, ShortOnesAreLeftOutOfEverySplitAndCounted) {
  use_blocks();
  description_.least_length = 2;
  description_.split.validation = 0.5;
  EXPECT_THAT([&] { tests::load_beside(description_); }, ThrowsMessage<InputError>(HasSubstr("test 1)")));
}

TEST_F(LoadSplitFiles, AsManyFilesAreNeededAsTheDescriptionNames) {
  use_blocks();
  EXPECT_THAT([&] { load_dataset(description_, {folder_ / "a"}); },
              ThrowsMessage<InputError>(HasSubstr("2 files are named, 1 were given")));
}

TEST_F(LoadSplitFiles, AChangedFileIsRefusedThoughItWasRightWhenItWasFound) {
  use_blocks();
  write_file_atomically(folder_ / "b", "9\n\n9\n8\n");
  EXPECT_THAT([&] { tests::load_beside(description_); },
              ThrowsMessage<InputError>(AllOf(StartsWith((folder_ / "b").string() + ": wrong bytes"))));
}

class Forecast : public Load {
 protected:
  /// Sessions a to d of `rows` rows each; row i of session s has load 100 s + i.
  void series(int rows) {
    std::string csv = "session,load\n";
    for (int s = 0; s < 4; ++s) {
      for (int i = 0; i < rows; ++i) {
        csv += std::string(1, static_cast<char>('a' + s)) + "," + std::to_string(100 * s + i) + "\n";
      }
    }
    recording(csv);
    description_.task = Task::forecasting;
    description_.columns.label.clear();
    description_.forecast = {
        .target = "load", .context = 4, .least_context = 4, .outputs = 2, .window = 3, .stride = 2, .test_stride = 2};
  }

  static Sequences windows_of(const Dataset& dataset, const std::string& group) {
    Sequences found;
    for (const Sequence& sequence : all_of(dataset)) {
      if (sequence.group == group) found.push_back(sequence);
    }
    return found;
  }
};

TEST_F(Forecast, TargetsAreTheMeansOfTheStepsThatFollow) {
  series(12);
  const Sequences b = windows_of(tests::load_beside(description_), "b");
  ASSERT_EQ(b.size(), 2U);  // starts 0 and 2 of 12 rows, 4 + 6 each
  EXPECT_EQ(b[0].length, 4);
  EXPECT_THAT(b[0].history, ElementsAre(100, 101, 102, 103));
  EXPECT_THAT(b[0].targets, ElementsAre(105, 108));  // means of 104..106 and 107..109
  EXPECT_THAT(b[1].history, ElementsAre(102, 103, 104, 105));
  EXPECT_THAT(b[1].targets, ElementsAre(107, 110));
}

TEST_F(Forecast, NoWindowGoesBeyondItsSession) {
  series(11);
  EXPECT_EQ(windows_of(tests::load_beside(description_), "a").size(), 1U) << "a start at 2 would need 12 rows";
  series(10);
  const Sequences last = windows_of(tests::load_beside(description_), "d");
  ASSERT_EQ(last.size(), 1U);
  EXPECT_THAT(last[0].targets, ElementsAre(305, 308));
}

TEST_F(Forecast, OffsetsAreTheMeanOfTheLastWindowOrThatOfTrain) {
  series(10);
  EXPECT_THAT(windows_of(tests::load_beside(description_), "b")[0].offsets, ElementsAre(102, 102));  // 101..103
  description_.forecast.residual = "none";
  const Dataset dataset = tests::load_beside(description_);
  EXPECT_THAT(windows_of(dataset, "b")[0].offsets, ElementsAre(0, 0)) << "the mean of train is the answers' own";
}

TEST_F(Forecast, OffsetsOfASeasonAreTheSameStepsOneSeasonBefore) {
  series(10);
  description_.forecast.residual = "season";
  description_.forecast.season = 4;
  const Sequence b = windows_of(tests::load_beside(description_), "b").at(0);
  EXPECT_THAT(b.offsets, ElementsAre(101, ::testing::DoubleNear(304.0 / 3, 1e-12)));  // 100..102; 103, 100 and 101
}

TEST_F(Forecast, AnswersAreInTheDeviationOfAllDifferencesAndComeBack) {
  series(10);
  description_.forecast.residual = "none";
  const Dataset dataset = tests::load_beside(description_);
  ASSERT_EQ(dataset.target_scale.size(), 2U);
  EXPECT_EQ(dataset.target_scale[0], dataset.target_scale[1]) << "one unit for all outputs";
  const Sequence b = windows_of(dataset, "b").at(0);
  const double answer = answer_of_target(dataset, b, 1, b.targets[1]);
  EXPECT_DOUBLE_EQ(answer, (b.targets[1] - dataset.target_mean[1]) / dataset.target_scale[1]);
  EXPECT_DOUBLE_EQ(target_of_answer(dataset, b, 1, answer), b.targets[1]);
}

TEST_F(Forecast, SplitByTimeTheWindowsOfEverySessionAreInTheSplitOfTheirTargets) {
  series(40);
  description_.split = {.by = "time", .validation = 0.25, .test = 0.25};
  const Dataset dataset = tests::load_beside(description_);
  // Of 40 rows 20 are train's: contexts end at 4, 6 ... 14; validation's at 20, 22, 24 and test's at 30, 32, 34.
  EXPECT_EQ(dataset.train.size(), 4U * 6);
  EXPECT_EQ(dataset.validation.size(), 4U * 3);
  EXPECT_EQ(dataset.test.size(), 4U * 3);
  EXPECT_THAT(dataset.validation[0].history, ElementsAre(16, 17, 18, 19)) << "a context may reach back into train";
  EXPECT_THAT(dataset.validation[0].targets, ElementsAre(21, 24));
  EXPECT_THAT(dataset.test.back().targets, ElementsAre(335, 338));
}

TEST_F(Forecast, SaysWhatIsForecast) {
  series(10);
  const Dataset dataset = tests::load_beside(description_);
  EXPECT_EQ(dataset.target, "load");
  EXPECT_EQ(dataset.target_window, 3);
  EXPECT_EQ(dataset.outputs, 2);
  EXPECT_TRUE(dataset.classes.empty());
}

}  // namespace
}  // namespace gatewise::data_load_test
