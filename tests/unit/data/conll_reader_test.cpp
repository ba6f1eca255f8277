#include "data/readers/conll_reader.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_conll_reader_test {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Conll : public ::testing::Test {
 protected:
  Conll() { description_.task = Task::token_labelling; }

  RawDataset read(const std::string& bytes) {
    tests::write(file_, bytes);
    description_.files = {{.path = "x.conll", .split = "train"}};
    RawDataset raw;
    read_conll(description_, {file_}, raw);
    return raw;
  }
  /// "token/tag token/tag" of each sentence.
  std::vector<std::string> sentences(const std::string& bytes) {
    const RawDataset raw = read(bytes);
    std::vector<std::string> texts;
    for (const Sequence& sentence : raw.dataset.train) {
      EXPECT_EQ(sentence.tokens.size(), static_cast<std::size_t>(sentence.length));
      EXPECT_EQ(sentence.labels.size(), sentence.tokens.size());
      std::string& text = texts.emplace_back();
      for (std::size_t i = 0; i < sentence.tokens.size(); ++i) {
        text += (i == 0 ? "" : " ") + raw.words.names().at(static_cast<std::size_t>(sentence.tokens[i])) + "/" +
                raw.labels.names().at(static_cast<std::size_t>(sentence.labels[i]));
      }
    }
    return texts;
  }
  auto refuses(const std::string& rest) const { return ThrowsMessage<InputError>(StartsWith(file_.string() + rest)); }

  const tests::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "x.conll";
  DatasetDescription description_;
};

TEST_F(Conll, BlankLinesPartSentencesHoweverManyAndAtBothEnds) {
  EXPECT_THAT(sentences("\n\nEU B-ORG\nrejects O\n\n\n \nPeter B-PER\n\n"),
              ElementsAre("EU/B-ORG rejects/O", "Peter/B-PER"));
  EXPECT_THAT(sentences("a O"), ElementsAre("a/O")) << "the last line needs no end";
}

TEST_F(Conll, ALoneTabIsABreakWhateverPartsTheColumns) {
  for (const char separator : {'\0', '\t'}) {
    description_.conll.separator = separator;
    EXPECT_THAT(sentences("a\tO\n\t\nb\tO\n"), ElementsAre("a/O", "b/O")) << int{separator};
  }
}

TEST_F(Conll, CarriageReturnsAreNoPartOfATag) {
  EXPECT_THAT(sentences("a\tO\r\nb\tB-x\r\n\r\nc\tO\r\n"), ElementsAre("a/O b/B-x", "c/O"));
  EXPECT_THAT(sentences("a\tO\r\n\t\r\nc\tO\r\n"), ElementsAre("a/O", "c/O"));
}

TEST_F(Conll, TheTagIsCountedFromTheFrontOrFromTheBack) {
  const std::string bytes = "1 dog NN O\n2 barks VB B-x extra\n";
  description_.conll = {.token = 1, .tag = -1};
  EXPECT_THAT(sentences(bytes), ElementsAre("dog/O barks/extra"));
  description_.conll.tag = 3;
  EXPECT_THAT(sentences(bytes), ElementsAre("dog/O barks/B-x"));
  description_.conll.tag = -2;
  EXPECT_THAT(sentences(bytes), ElementsAre("dog/NN barks/B-x"));
}

TEST_F(Conll, RunsOfBlanksPartColumnsWhereNoSeparatorIsNamed) {
  EXPECT_THAT(sentences("a \t  O \n"), ElementsAre("a/O"));
}

TEST_F(Conll, ASeparatorThatIsNamedPartsAloneSoATokenMayHoldBlanks) {
  description_.conll.separator = '\t';
  EXPECT_THAT(sentences("New York\tB-x\n"), ElementsAre("New York/B-x"));
  EXPECT_THAT([&] { sentences("a\tO\nb O\n"); }, refuses(":2: one column; a token and its tag are two"));
}

TEST_F(Conll, SkippedLinesAndCommentsAreNoPartOfASentenceAndEndNone) {
  description_.conll.skip = "-DOCSTART-";
  description_.conll.comment = "# ";
  EXPECT_THAT(sentences("-DOCSTART- -X- O\n\n# text = a b\na O\n# within\n# O\nb O\n\n-DOCSTART-\n#tag O\n"),
              ElementsAre("a/O b/O", "#tag/O"));
}

TEST_F(Conll, EveryLineCountsWhereNothingIsSkipped) {
  EXPECT_THAT(sentences("# O\n-DOCSTART- O\n"), ElementsAre("#/O -DOCSTART-/O"));
}

TEST_F(Conll, AMissingColumnIsRefusedWithItsLine) {
  EXPECT_THAT([&] { read("a O\n\nb\n"); }, refuses(":3: one column; a token and its tag are two"));
  description_.conll.tag = 2;
  EXPECT_THAT([&] { read("a b O\nb O\n"); }, refuses(":2: 2 columns, there is none of index 2"));
  description_.conll.tag = -4;
  EXPECT_THAT([&] { read("a b O\n"); }, refuses(":1: 3 columns, there is none of index -4"));
}

TEST_F(Conll, AnEmptyTokenOrTagIsRefusedWithItsLine) {
  description_.conll.separator = '\t';
  EXPECT_THAT([&] { read("a\tO\n\tO\n"); }, refuses(":2: column 0 is empty"));
  EXPECT_THAT([&] { read("a\tO\nb\t\n"); }, refuses(":2: the label is missing ('')"));
}

TEST_F(Conll, ASentenceEndsWithItsFileAndFilesFillTheirSplit) {
  description_.files = {{.path = "a", .split = "test"}, {.path = "b", .split = "test"}, {.path = "c"}};
  RawDataset raw;
  read_conll(description_,
             {tests::write(folder_ / "a", "a O\n"), tests::write(folder_ / "b", "b O\n"),
              tests::write(folder_ / "c", "c O\n")},
             raw);
  EXPECT_EQ(raw.dataset.test.size(), 2U);
  EXPECT_EQ(raw.unsplit.size(), 1U);
}

}  // namespace
}  // namespace gatewise::data_conll_reader_test
