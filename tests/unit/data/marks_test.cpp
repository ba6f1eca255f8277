// A mark for "no label" or "no group" is no class and no group, in each format.
#include "data/dataset.hpp"
#include "support/npy.hpp"
#include "support/written_dataset.hpp"

namespace gatewise::data_marks_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

const std::string by_sequence = "[split]\nby = 'sequence'\nvalidation = 0.25\ntest = 0.25\n";
const std::string hold = "[repair]\nmissing = 'hold'\n";

class Marks : public tests::WrittenDataset {
 protected:
  /// Six sequences of two steps; the label of the second row of "c" is `mark`, that of its first one `other`.
  void table(const std::string& mark, const std::string& other = "q") {
    file("x.csv", "who,label,x\na,p,1\na,p,2\nb,q,3\nb,q,4\nc," + other + ",5\nc," + mark +
                      ",6\nd,p,7\nd,p,8\ne,q,9\ne,q,1\nf,p,2\nf,p,3\n");
  }
  static std::int64_t unasked_in(const Dataset& dataset) {
    std::int64_t count = 0;
    for (const Sequence& sequence : all_of(dataset))
      count += std::count(sequence.labels.begin(), sequence.labels.end(), -1);
    return count;
  }
  const std::string csv_ = "[columns]\nfeatures = ['x']\nsequence = ['who']\nlabel = 'label'\n" + by_sequence;
  const std::string steps_ = "task = 'token-labelling'\nformat = 'csv'\n";
  const std::string classes_ = "task = 'sequence-classification'\nformat = 'csv'\n";
};

TEST_F(Marks, ALabelThatIsMissingIsRefusedAtItsLine) {
  for (const std::string mark : {"", "  ", "NA", "NaN", "?", "-1", "-100", "\"\""}) {
    table(mark);
    EXPECT_THAT(error(steps_, csv_), StartsWith("x.csv:7: the label is missing")) << mark;
  }
}

TEST_F(Marks, AStepWithoutALabelAsksNothing) {
  table("?");
  const Dataset dataset = load(steps_, csv_ + hold);
  EXPECT_THAT(dataset.classes, ElementsAre("p", "q"));
  EXPECT_EQ(unasked_in(dataset), 1);
  EXPECT_THAT(met_in(dataset), ElementsAre("1 missing labels: left out"));
}

TEST_F(Marks, ASequenceTakesTheLabelOfItsOtherRows) {
  table("");
  EXPECT_EQ(all_of(load(classes_, csv_ + hold)).size(), 6U);
}

TEST_F(Marks, ASequenceWithoutALabelIsDroppedAndCounted) {
  table("NA", "NA");
  const Dataset dataset = load(classes_, csv_ + hold);
  EXPECT_EQ(all_of(dataset).size(), 5U);
  EXPECT_THAT(dataset.classes, ElementsAre("p", "q"));
  EXPECT_THAT(met_in(dataset), Contains("1 sequences with missing values: drop"));
}

TEST_F(Marks, MinusOneIsAClassOfASequence) {
  table("-1", "-1");
  EXPECT_THAT(load(classes_, csv_).classes, UnorderedElementsAre("-1", "p", "q"));
}

TEST_F(Marks, ADescriptionSaysWhichMarksThereAre) {
  table("NA", "NA");
  EXPECT_THAT(load(classes_, csv_ + "[repair]\nmissing_marks = [-999]\n").classes,
              UnorderedElementsAre("NA", "p", "q"));
  table("none", "none");
  EXPECT_THAT(error(classes_, csv_ + "[repair]\nmissing_marks = ['none']\n"), StartsWith("x.csv:6: the label is"));
}

TEST_F(Marks, ANumberMayStandForAMissingOne) {
  file("x.csv", "who,label,x\na,p,1\nb,q,-999\nb,q,4\nc,p,5\nd,q,6\n");
  const std::string marks = csv_ + "[repair]\nmissing_marks = [-999]\n";
  EXPECT_THAT(error(classes_, marks), StartsWith("x.csv:3: column 'x': '-999' is no finite number; [repair] missing"));
  EXPECT_THAT(met_in(load(classes_, marks + "missing = 'hold'\n")), ElementsAre("1 missing values: hold"));
}

TEST_F(Marks, ARowWithoutAGroupIsRefusedOrLeftOut) {
  file("x.csv", "who,label,x\na,p,1\n,q,3\nb,q,4\nc,p,5\nd,q,6\n");
  EXPECT_THAT(error(classes_, csv_), StartsWith("x.csv:3: the group is missing"));
  const Dataset dataset = load(classes_, csv_ + hold);
  EXPECT_EQ(all_of(dataset).size(), 4U);
  EXPECT_THAT(met_in(dataset), ElementsAre("1 missing groups: left out"));
}

TEST_F(Marks, SeriesWithoutANameAreNotOneGroup) {
  file("a.tsf", "@attribute name string\n@data\n?:1,2,3,4\n?:5,6,7,8\n");
  const Dataset dataset =
      load("task = 'forecasting'\nformat = 'tsf'\n", "[forecast]\ncontext = 1\n[split]\nby = 'end'\n");
  ASSERT_EQ(dataset.test.size(), 2U);
  EXPECT_NE(dataset.test[0].group, dataset.test[1].group);
}

TEST_F(Marks, ASeriesOfAWideTableNeedsAName) {
  file("a.csv", "id,v1,v2,v3,v4\na,1,2,3,4\nNA,5,6,7,8\n");
  const std::string wide = "task = 'forecasting'\nformat = 'wide-csv'\n";
  const std::string windows = "[forecast]\ncontext = 1\n[split]\nby = 'end'\n";
  EXPECT_THAT(error(wide, windows), StartsWith("a.csv:3: the group is missing ('NA')"));
  EXPECT_EQ(load(wide, windows + hold).test.size(), 1U);
}

TEST_F(Marks, ATagOfAWordMayBeMissing) {
  file("a", "x O\ny ?\n\nz B-q\n\nx O\n\ny O\n");
  const std::string conll = "task = 'token-labelling'\nformat = 'conll'\n";
  EXPECT_THAT(error(conll, by_sequence), StartsWith("a:2: the label is missing ('?')"));
  EXPECT_EQ(unasked_in(load(conll, by_sequence + hold)), 1);
}

TEST_F(Marks, ATextMayHaveNoLabel) {
  file("a", "p\tx y\n\tz\nq\ty\np\tz z\nq\tx x\n");
  const std::string text = "task = 'sequence-classification'\nformat = 'text'\n";
  EXPECT_THAT(error(text, by_sequence), StartsWith("a:2: the label is missing"));
  EXPECT_EQ(all_of(load(text, by_sequence + hold)).size(), 4U);
}

TEST_F(Marks, ALineOfLabelsMayBeBlank) {
  file("a.words", "x y\nz\ny\nz z\nx x\n", "role = 'tokens'");
  file("a.labels", "p\n\nq\np\nq\n", "role = 'labels'");
  const std::string parallel = "task = 'sequence-classification'\nformat = 'parallel'\n";
  EXPECT_THAT(error(parallel, by_sequence), StartsWith("a.labels:2: the label is missing"));
  EXPECT_EQ(all_of(load(parallel, by_sequence + hold)).size(), 4U);
}

TEST_F(Marks, ACaseOfUnknownClassIsNone) {
  file("a.ts", "@classLabel true p q\n@data\n1,2:p\n3,4:?\n5,6:q\n7,8:p\n9,1:q\n");
  const std::string ts = "task = 'sequence-classification'\nformat = 'ts'\n";
  EXPECT_THAT(error(ts, by_sequence), StartsWith("a.ts:4: the label is missing ('?')"));
  EXPECT_THAT(load(ts, by_sequence + hold).classes, ElementsAre("p", "q"));
}

TEST_F(Marks, LabelsOfArraysMayBePadded) {
  file("x.npy", tests::npy<float>("<f4", "(4, 2)", {1, 2, 3, 4, 5, 6, 7, 8}), "role = 'x'");
  file("y.npy", tests::npy<std::int64_t>("<i8", "(4, 2)", {0, 1, 0, -100, 1, 0, 1, 0}), "role = 'y'");
  const std::string numpy = "task = 'token-labelling'\nformat = 'numpy'\n";
  EXPECT_THAT(error(numpy, by_sequence), HasSubstr("[1,1]: the label is missing ('-100')"));
  const Dataset dataset = load(numpy, by_sequence + hold);
  EXPECT_THAT(dataset.classes, ElementsAre("0", "1"));
  EXPECT_EQ(unasked_in(dataset), 1);
}

}  // namespace
}  // namespace gatewise::data_marks_test
