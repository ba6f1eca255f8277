#include "data/readers/text_reader.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_text_reader_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Text : public ::testing::Test {
 protected:
  RawDataset read(const std::string& bytes) {
    tests::write(file_, bytes);
    description_.files = {{.path = "x.txt"}};
    RawDataset raw;
    read_text(description_, {file_}, raw);
    return raw;
  }
  auto refuses(const std::string& rest) const { return ThrowsMessage<InputError>(StartsWith(file_.string() + rest)); }

  const tests::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "x.txt";
  DatasetDescription description_;
};

TEST_F(Text, ALineIsALabelATabAndATextWhoseWordsAreTokens) {
  const RawDataset raw = read("ham\tSee you  later\nspam\tWIN now\n\nham\tlater\r\n");
  ASSERT_EQ(raw.unsplit.size(), 3U);
  EXPECT_EQ(raw.unsplit[0].length, 3);
  EXPECT_THAT(raw.words.names(), ElementsAre("See", "you", "later", "WIN", "now"));
  EXPECT_THAT(raw.labels.names(), ElementsAre("ham", "spam"));
  EXPECT_THAT(raw.unsplit[1].labels, ElementsAre(1));
  EXPECT_THAT(raw.unsplit[2].tokens, ElementsAre(2));
}

TEST_F(Text, TheFirstSeparatorAloneEndsTheLabel) {
  EXPECT_THAT(read("a b\tc\td\n").words.names(), ElementsAre("c", "d"));
  description_.label_text.separator = ' ';
  const RawDataset raw = read("DESC:manner How did\tit go\n");
  EXPECT_THAT(raw.labels.names(), ElementsAre("DESC:manner"));
  EXPECT_THAT(raw.words.names(), ElementsAre("How", "did", "it", "go"));
}

TEST_F(Text, ACoarseLabelEndsBeforeItsColon) {
  description_.label_text.coarse = true;
  EXPECT_THAT(read("DESC:manner\ta\nDESC:def\tb\nHUM\tc\n").labels.names(), ElementsAre("DESC", "HUM"));
}

TEST_F(Text, ALineWithoutALabelIsRefusedWithItsPlace) {
  EXPECT_THAT([&] { read("a\tb\nno tab here\n"); }, refuses(":2: no label before a tab"));
  EXPECT_THAT([&] { read("\tb\n"); }, refuses(":1: the label is missing ('')"));
  description_.label_text.separator = ' ';
  EXPECT_THAT([&] { read("word\n"); }, refuses(":1: no label before a space"));
}

TEST_F(Text, ACoarseLabelWithNothingBeforeItsColonIsNone) {
  description_.label_text.coarse = true;
  EXPECT_THROW(read(":manner\ta\n"), InputError);
}

TEST_F(Text, ATextWithoutATokenIsRefusedOrDroppedAndCounted) {
  EXPECT_THAT([&] { read("a\tb\nc\t \n"); }, refuses(":2: a text without a token; [repair] empty = \"drop\""));
  description_.text.repair.empty = Remedy::drop;
  const RawDataset raw = read("a\tb\nc\t\nc\t \n");
  EXPECT_EQ(raw.unsplit.size(), 1U);
  EXPECT_EQ(raw.dataset.repairs.count("empty sequences: drop"), 2);
  EXPECT_EQ(raw.dataset.repairs.entries().at(0).first, file_.string() + ":2");
  EXPECT_THAT(raw.labels.names(), ElementsAre("a")) << "a class that only such lines have is no class";
}

TEST(TokensOf, WordsKeepTheirPunctuationUnlessItIsSplitOff) {
  EXPECT_THAT(tokens_of(" don't  go! ", {}), ElementsAre("don't", "go!"));
  EXPECT_THAT(tokens_of(" don't  go!? ", {.split_punctuation = true}), ElementsAre("don", "'", "t", "go", "!", "?"));
  EXPECT_THAT(tokens_of("\xC2\xA3"
                        "5.-",
                        {.split_punctuation = true}),
              ElementsAre("\xC2\xA3"
                          "5",
                          ".", "-"))
      << "of ASCII alone";
  EXPECT_THAT(tokens_of(" ", {.split_punctuation = true}), IsEmpty());
}

TEST(TokensOf, CharactersAreCodePointsBlanksIncluded) {
  EXPECT_THAT(tokens_of("\xC3\xA9 \xF0\x9F\x8E\xB5!", {.characters = true}),
              ElementsAre("\xC3\xA9", " ", "\xF0\x9F\x8E\xB5", "!"));
}

}  // namespace
}  // namespace gatewise::data_text_reader_test
