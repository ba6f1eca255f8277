// Values that say nothing: padding, features that a sequence lacks, deviations that are rounding, targets without
// numbers.
#include <cmath>
#include <limits>

#include "data/dataset.hpp"
#include "support/npy.hpp"
#include "support/written_dataset.hpp"

namespace gatewise::data_silent_values_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr float none = std::numeric_limits<float>::quiet_NaN();

class Silent : public tests::WrittenDataset {
 protected:
  void table(const std::string& split, const std::string& rows) {
    file(split + ".csv", header_ + rows, "split = '" + split + "'");
  }
  /// Four sequences of three steps, all but one padded.
  void padded(float pad) {
    file("x.npy", tests::npy<float>("<f4", "(4, 3)", {1, 2, 3, 4, pad, pad, 5, pad, pad, 6, pad, pad}), "role = 'x'");
    file("y.npy", tests::npy<std::int64_t>("<i8", "(4,)", {0, 1, 0, 1}), "role = 'y'");
  }
  std::string header_ = "seq,f,g,label\n";
  const std::string task_ = "task = 'sequence-classification'\nformat = 'csv'\n";
  const std::string columns_ = "[columns]\nfeatures = ['f', 'g']\nsequence = ['seq']\nlabel = 'label'\n";
  const std::string hold_ = "[repair]\nmissing = 'hold'\n";
  const std::string numpy_ = "task = 'sequence-classification'\nformat = 'numpy'\n";
  const std::string by_sequence_ = "[split]\nby = 'sequence'\n";
};

TEST_F(Silent, PaddingWithoutLengthsIsRefused) {
  padded(none);
  for (const std::string& repair : {std::string(), hold_}) {
    EXPECT_THAT(error(numpy_, by_sequence_ + repair), HasSubstr("[1,1]")) << repair;
  }
  EXPECT_THAT(error(numpy_, by_sequence_ + hold_),
              HasSubstr("2 steps without a value, which is padding; add an array"));
}

TEST_F(Silent, ZerosAtTheEndAreTold) {
  for (const float pad : {0.0F, -1.0F}) {
    padded(pad);
    EXPECT_THAT(met_in(load(numpy_, by_sequence_)),
                Contains(AllOf(StartsWith("3 sequences that end in steps of"), HasSubstr("lengths"))));
  }
}

TEST_F(Silent, AFeatureThatASequenceLacksIsTheMeanOfTrain) {
  table("train", "a,36,1,p\na,38,1,p\nb,37,2,q\nb,37,2,q\n");
  table("validation", "a,37,1,p\n");
  table("test", "a,,1,p\na,,1,p\nb,38,2,q\n");
  const Dataset dataset = load(task_, columns_ + hold_);
  EXPECT_EQ(dataset.test.at(0).features.at(0), 0.0F);
  EXPECT_DOUBLE_EQ(dataset.feature_mean.at(0), 37);
  EXPECT_THAT(met_in(dataset), Contains("2 values of features that a whole sequence lacks: mean of train"));
}

TEST_F(Silent, AFeatureThatATrainingSequenceLacksLeavesTheMeanAlone) {
  table("train", "a,36,1,p\na,38,1,p\nb,,2,q\nb,,2,q\n");
  table("validation", "a,37,1,p\n");
  table("test", "b,38,2,q\n");
  const Dataset dataset = load(task_, columns_ + hold_);
  EXPECT_DOUBLE_EQ(dataset.feature_mean.at(0), 37);
  EXPECT_EQ(dataset.train.at(1).features.at(0), 0.0F);
}

TEST_F(Silent, ADeviationThatIsRoundingIsNone) {
  table("train", "a,0.1,1,p\na,0.10000001,1,p\nb,0.1,2,q\nb,0.10000001,2,q\n");
  table("validation", "a,0.1,1,p\n");
  table("test", "a,0.2,1,p\nb,0.2,2,q\n");
  const Dataset dataset = load(task_, columns_);
  EXPECT_EQ(dataset.feature_scale.at(0), 1.0);
  EXPECT_THAT(met_in(dataset), Contains("1 features that are constant in train but for rounding: 'f', not scaled"));
}

TEST_F(Silent, ADeviationIsRoundingBesideTheOtherSplits) {
  table("train", "a,1e-17,1,p\na,-1e-17,1,p\nb,0,2,q\n");
  table("validation", "a,0.2,1,p\n");
  table("test", "a,0.2,1,p\nb,0.2,2,q\n");
  EXPECT_EQ(load(task_, columns_).feature_scale.at(0), 1.0);
}

TEST_F(Silent, OneValueFarOffMakesNoFeatureConstant) {
  table("train", "a,1,1,p\na,2,1,p\nb,6,2,q\n");
  table("validation", "a,2,1,p\n");
  table("test", "a,1e9,1,p\nb,3,2,q\n");
  EXPECT_NE(load(task_, columns_).feature_scale.at(0), 1.0);
}

class EachTarget : public Silent {
 protected:
  EachTarget() { header_ = "seq,x,a,b\n"; }
  const std::string steps_ = "task = 'step-regression'\nformat = 'csv'\n";
  const std::string targets_ = "[columns]\nfeatures = ['x']\nsequence = ['seq']\ntargets = ['a', 'b']\n";
};

TEST_F(EachTarget, WithoutANumberInTrainItIsRefused) {
  table("train", "s,1,1,\ns,2,-1,\n");
  table("validation", "s,1,1,100\n");
  table("test", "s,1,1,100\n");
  EXPECT_THAT(error(steps_, targets_ + hold_), StartsWith("d.toml: target 'b' has no number in train"));
}

TEST_F(EachTarget, WithoutANumberInTestItIsTold) {
  table("train", "s,1,1,2\ns,2,-1,\n");
  table("validation", "s,1,1,100\n");
  table("test", "s,1,1,\n");
  const std::vector<std::string> met = met_in(load(steps_, targets_ + hold_));
  EXPECT_THAT(met, Contains("1 targets without a number in test: 'b'"));
  EXPECT_THAT(met, Contains("1 targets that are constant in train: 'b'"));
}

TEST_F(EachTarget, AMissingOneLeavesTheOthersOfItsSequence) {
  table("train", "s,1,1,2\nt,2,-1,\nu,3,,\n");
  table("validation", "s,1,1,1\n");
  table("test", "s,1,1,1\n");
  const Dataset dataset = load("task = 'sequence-regression'\nformat = 'csv'\n", targets_ + hold_);
  ASSERT_EQ(dataset.train.size(), 2U);
  EXPECT_EQ(dataset.train[1].targets[0], -1);
  EXPECT_TRUE(std::isnan(dataset.train[1].targets[1]));
}

TEST_F(Silent, AnEmptySplitSaysWhatWasDropped) {
  table("train", "a,1,1,p\nb,2,2,q\n");
  table("validation", "a,2,1,p\n");
  table("test", "a,,1,p\n");
  EXPECT_THAT(error(task_, columns_ + "[repair]\nmissing = 'drop'\n"),
              AllOf(HasSubstr("a split is empty"), HasSubstr("1 missing values: drop (first at test.csv:2)"),
                    HasSubstr("1 sequences with missing values: drop")));
}

}  // namespace
}  // namespace gatewise::data_silent_values_test
