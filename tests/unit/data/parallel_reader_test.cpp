#include "data/readers/parallel_reader.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_parallel_reader_test {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Parallel : public ::testing::Test {
 protected:
  Parallel() { description_.task = Task::token_labelling; }

  RawDataset read(const std::string& tokens, const std::string& tags) {
    tests::write(tokens_, tokens);
    tests::write(tags_, tags);
    description_.files = {{"tokens", 0, "", "", "train", "tokens"}, {"tags", 0, "", "", "train", "tags"}};
    RawDataset raw;
    read_parallel(description_, {tokens_, tags_}, raw);
    return raw;
  }

  const tests::TemporaryFolder folder_;
  DatasetDescription description_;
  const std::filesystem::path tokens_ = folder_ / "tokens";
  const std::filesystem::path tags_ = folder_ / "tags";
};

TEST_F(Parallel, ALineIsASequenceOfTokensAndTheirTags) {
  const RawDataset raw = read("play a song\nstop\n", "O O B-song\nO\n");
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_EQ(raw.dataset.train[0].length, 3);
  EXPECT_THAT(raw.dataset.train[0].tokens, ElementsAre(0, 1, 2));
  EXPECT_THAT(raw.dataset.train[0].labels, ElementsAre(0, 0, 1));
  EXPECT_THAT(raw.dataset.train[1].tokens, ElementsAre(3));
  EXPECT_THAT(raw.words.names(), ElementsAre("play", "a", "song", "stop"));
  EXPECT_THAT(raw.labels.names(), ElementsAre("O", "B-song"));
}

TEST_F(Parallel, SpacesAtTheEndTwoInARowTabsAndCarriageReturnsPartWordsOnly) {
  const RawDataset raw = read(" play  a\tsong \r\nstop  ", "O O O \r\nO\r\n");
  EXPECT_THAT(raw.words.names(), ElementsAre("play", "a", "song", "stop"));
  EXPECT_EQ(raw.dataset.train.size(), 2U);
}

TEST_F(Parallel, AByteOrderMarkIsNoPartOfTheFirstWord) {
  EXPECT_THAT(read("\xEF\xBB\xBFplay\n", "O\n").words.names(), ElementsAre("play"));
}

TEST_F(Parallel, LettersBeyondAsciiStay) {
  EXPECT_THAT(read("cl\xC3\xA1sicos \xF0\x9F\x8E\xB5\n", "O O\n").words.names(),
              ElementsAre("cl\xC3\xA1sicos", "\xF0\x9F\x8E\xB5"));
}

TEST_F(Parallel, ATagTooFewIsRefusedWithBothFilesAndTheLine) {
  EXPECT_THAT([&] { read("a b\nc d e\n", "O O\nO O\n"); },
              ThrowsMessage<InputError>(tokens_.string() + ":2: 3 tokens, but " + tags_.string() +
                                        ":2 has 2 tags; each token needs one"));
}

TEST_F(Parallel, AFileThatEndsEarlyIsNamedWithItsLastLine) {
  EXPECT_THAT([&] { read("a\nb\nc\n", "O\nO\n"); },
              ThrowsMessage<InputError>(tokens_.string() + ":3: " + tags_.string() +
                                        " ends after line 2; both need the same number of lines"));
  EXPECT_THAT([&] { read("a\n", "O\nO\n"); },
              ThrowsMessage<InputError>(tags_.string() + ":2: " + tokens_.string() +
                                        " ends after line 1; both need the same number of lines"));
}

TEST_F(Parallel, AnEmptyLineIsRefusedOrDroppedWithItsPartner) {
  EXPECT_THAT([&] { read("a\n \nb\n", "O\n\nO\n"); },
              ThrowsMessage<InputError>(tokens_.string() +
                                        ":2: no tokens; take the empty line out, here and in the other file, or say "
                                        "[repair] empty = \"drop\""));
  description_.text.repair.empty = Remedy::drop;
  const RawDataset raw = read("a\n \nb\n", "O\n\nB-x\n");
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_THAT(raw.dataset.train[1].labels, ElementsAre(1)) << "b keeps its own tag";
  EXPECT_EQ(raw.dataset.repairs.count("empty sequences: drop"), 1);
}

TEST_F(Parallel, ALineOfALabelIsTheWholeSequencesWhereTheTaskAsksForOne) {
  description_.task = Task::sequence_classification;
  const RawDataset raw = read("play a song\nstop\n", "PlayMusic\nStop \n");
  EXPECT_THAT(raw.dataset.train.at(0).labels, ElementsAre(0));
  EXPECT_EQ(raw.dataset.train[0].length, 3);
  EXPECT_THAT(raw.labels.names(), ElementsAre("PlayMusic", "Stop"));
  EXPECT_THAT([&] { read("a\nb\n", "x\ny z\n"); },
              ThrowsMessage<InputError>(tags_.string() + ":2: 2 labels; a line needs one, without blanks"));
  EXPECT_THAT([&] { read("a\nb\n", "x\n\n"); },
              ThrowsMessage<InputError>(::testing::StartsWith(tags_.string() + ":2: the label is missing ('')")));
}

TEST_F(Parallel, SequencesThatAreYetToBeDealtAreInPairsToo) {
  description_.files = {{.path = "tags", .role = "tags"}, {.path = "tokens", .role = "tokens"}};
  RawDataset raw;
  read_parallel(description_, {tests::write(tags_, "O\n"), tests::write(tokens_, "a\n")}, raw);
  ASSERT_EQ(raw.unsplit.size(), 1U);
  EXPECT_THAT(raw.words.names(), ElementsAre("a"));
}

TEST_F(Parallel, InvalidUtf8IsRefusedInEitherFile) {
  const std::string says = ": invalid UTF-8";
  EXPECT_THAT([&] { read("a\nfianc\xE9\n", "O\nO\n"); },
              ThrowsMessage<InputError>(StartsWith(tokens_.string() + ":2" + says)));
  EXPECT_THAT([&] { read("a\n", "\xC0\xAF\n"); }, ThrowsMessage<InputError>(StartsWith(tags_.string() + ":1" + says)));
}

TEST_F(Parallel, AMissingFileIsNamed) {
  description_.files = {{"tokens", 0, "", "", "train", "tokens"}, {"tags", 0, "", "", "train", "tags"}};
  RawDataset raw;
  EXPECT_THAT(
      [&] {
        read_parallel(description_, {tokens_, tags_}, raw);
      },
      ThrowsMessage<InputError>(tokens_.string() + ": cannot read: No such file or directory"));
}

TEST_F(Parallel, PairsFollowTheOrderOfTheListWithinTheirSplit) {
  std::vector<std::filesystem::path> files;
  const auto add = [&](const std::string& name, const std::string& split, const std::string& role,
                       const std::string& bytes) {
    description_.files.push_back({name, 0, "", "", split, role});
    files.push_back(tests::write(folder_ / name, bytes));
  };
  add("t1", "train", "tags", "A\n");
  add("t2", "train", "tags", "B\n");
  add("w9", "test", "tokens", "nine\n");
  add("w1", "train", "tokens", "one\n");
  add("w2", "train", "tokens", "two\n");
  add("t9", "test", "tags", "C\n");
  RawDataset raw;
  read_parallel(description_, files, raw);
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_EQ(raw.words.names().at(static_cast<std::size_t>(raw.dataset.train[1].tokens[0])), "two");
  EXPECT_EQ(raw.labels.names().at(static_cast<std::size_t>(raw.dataset.train[1].labels[0])), "B");
  ASSERT_EQ(raw.dataset.test.size(), 1U);
  EXPECT_EQ(raw.words.names().at(static_cast<std::size_t>(raw.dataset.test[0].tokens[0])), "nine");
}

}  // namespace
}  // namespace gatewise::data_parallel_reader_test
