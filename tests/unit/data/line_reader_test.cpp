#include "data/readers/line_reader.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_line_reader_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Lines : public ::testing::Test {
 protected:
  Lines() { rules_.repair.line_bytes = 16; }

  std::vector<std::string> read(const std::string& bytes) {
    tests::write(file_, bytes);
    return read_file(file_);
  }
  std::vector<std::string> read_file(const std::filesystem::path& path) {
    std::vector<std::string> lines;
    LineReader file(path, rules_, &log_);
    while (file.next()) lines.emplace_back(file.line());
    return lines;
  }
  /// One gz member.
  std::string packed(const std::string& bytes) const {
    const std::filesystem::path path = folder_ / "packed";
    const gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return tests::bytes_of(path);
  }
  auto refuses(const std::string& rest) const { return ThrowsMessage<InputError>(StartsWith(file_.string() + rest)); }
  std::string first() const { return log_.entries().at(0).first; }

  const tests::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "x.txt";
  TextRules rules_;
  RepairLog log_;
};

TEST_F(Lines, ALastLineNeedsNoEndAndBlankLinesAreLines) {
  EXPECT_THAT(read("a\n\nb"), ElementsAre("a", "", "b"));
  EXPECT_THAT(read("a\n"), ElementsAre("a"));
  EXPECT_THAT(read("\n\n"), ElementsAre("", ""));
  EXPECT_THAT(read(""), IsEmpty());
}

TEST_F(Lines, ACarriageReturnBeforeTheEndIsLeftOutAndNoOther) {
  EXPECT_THAT(read("a\r\n\r\nb\rc\r\nd\r\r\ne\r"), ElementsAre("a", "", "b\rc", "d\r", "e"));
}

TEST_F(Lines, AByteOrderMarkIsLeftOutOfTheFirstLineAlone) {
  EXPECT_THAT(read("\xEF\xBB\xBF"
                   "a\n\xEF\xBB\xBF"
                   "b\n"),
              ElementsAre("a",
                          "\xEF\xBB\xBF"
                          "b"));
  EXPECT_THAT(read("\xEF\xBB\xBF\r\n"), ElementsAre(""));
}

TEST_F(Lines, LinesAreNumberedFromOneAndNameTheirPlace) {
  tests::write(file_, "a\n\nb\n");
  LineReader file(file_);
  while (file.next() && file.line() != "b") continue;
  EXPECT_EQ(file.number(), 3U);
  EXPECT_EQ(file.place(), file_.string() + ":3");
  EXPECT_THAT([&] { file.fail("is odd"); }, ThrowsMessage<InputError>(file_.string() + ":3: is odd"));
}

TEST_F(Lines, WhatCannotBeReadIsNamed) {
  EXPECT_THAT([&] { read_file(folder_ / "none"); },
              ThrowsMessage<InputError>((folder_ / "none").string() + ": cannot read: No such file or directory"));
  EXPECT_THAT([&] { read_file(folder_.path()); },
              ThrowsMessage<InputError>(folder_.path().string() + ": cannot read: Is a directory"));
}

TEST_F(Lines, CompressedLinesAreTheSameWhateverTheFilesName) {
  EXPECT_THAT(read(packed("a\r\n\nb")), ElementsAre("a", "", "b"));
  EXPECT_THAT(read(packed("")), IsEmpty());
}

TEST_F(Lines, MembersFollowEachOtherThoughALineBeginsInOneAndEndsInTheNext) {
  EXPECT_THAT(read(packed("a\nb") + packed("c\nd\n")), ElementsAre("a", "bc", "d"));
}

TEST_F(Lines, CompressedDataThatIsCutShortIsRefusedWhereverItEnds) {
  const std::string whole = packed("one\ntwo\nthree\n");
  for (std::size_t size = 2; size < whole.size(); ++size) {
    EXPECT_THAT([&] { read(whole.substr(0, size)); },
                ThrowsMessage<InputError>(
                    EndsWith("cannot be read further: the compressed data is cut short; pack or download it again")))
        << size << " of " << whole.size() << " bytes";
  }
}

TEST_F(Lines, CompressedDataWhoseChecksumIsWrongIsRefused) {
  std::string wrong = packed("one\ntwo\n");
  wrong[wrong.size() - 8] = static_cast<char>(wrong[wrong.size() - 8] ^ 1);
  EXPECT_THAT([&] { read(wrong); }, ThrowsMessage<InputError>(HasSubstr("cannot be read further: ")));
}

TEST_F(Lines, LinesAndMarksAreWholeThoughABuffersEndPartsThem) {
  rules_.repair.line_bytes = 1 << 20;
  for (const std::size_t length : {65'534U, 65'535U, 65'536U, 65'537U, 200'000U}) {
    const std::string line(length, 'x');
    EXPECT_THAT(read(line + "\r\nend\r\n"), ElementsAre(line, "end")) << length;
  }
}

const std::string sixteen = "0123456789abcdef";

TEST_F(Lines, ALineMayHaveAsManyBytesAsTheLimit) {
  EXPECT_THAT(read(sixteen + "\n" + sixteen + "\r\n"), ElementsAre(sixteen, sixteen));
  EXPECT_THAT(log_.entries(), IsEmpty());
}

TEST_F(Lines, ALineBeyondTheLimitIsRefusedWithItsPlace) {
  for (const std::string more : {"g", "\xC3\xA9", "gggggggggggggggggggggggg", "g\r"})
    EXPECT_THAT([&] { read("a\n" + sixteen + more + "\nb\n"); }, refuses(":2: a line of more than 16 bytes")) << more;
}

TEST_F(Lines, ALineBeyondTheLimitIsDroppedOrCutAndCounted) {
  const std::string bytes = "a\n" + sixteen + "g\nb\n" + sixteen + sixteen + "\n";
  rules_.repair.long_lines = Remedy::drop;
  EXPECT_THAT(read(bytes), ElementsAre("a", "b"));
  EXPECT_EQ(log_.count("lines too long: drop"), 2);
  EXPECT_EQ(first(), file_.string() + ":2");
  rules_.repair.long_lines = Remedy::cut;
  EXPECT_THAT(read(bytes), ElementsAre("a", sixteen, "b", sixteen));
  EXPECT_EQ(log_.count("lines too long: cut"), 2);
}

TEST_F(Lines, AFirstLineBeyondTheLimitIsNotCutInSilenceBehindAByteOrderMark) {
  EXPECT_THAT(read("\xEF\xBB\xBF" + sixteen + "\r\n"), ElementsAre(sixteen));
  EXPECT_THAT([&] { read("\xEF\xBB\xBF" + sixteen + sixteen + "\n"); }, refuses(":1: a line of more than 16 bytes"));
}

TEST_F(Lines, ACutLineEndsWithAWholeCodePoint) {
  rules_.repair.long_lines = Remedy::cut;
  EXPECT_THAT(read("0123456789abcde\xC3\xA9g\n"), ElementsAre("0123456789abcde"));
}

TEST_F(Lines, InvalidUtf8IsRefusedWithItsPlaceAndARemedy) {
  EXPECT_THAT([&] { read("a\nfianc\xE9\n"); }, refuses(":2: invalid UTF-8; say encoding = \"latin-1\" if it is that"));
}

TEST_F(Lines, EachInvalidByteIsReplacedAndTheLineCountedOnce) {
  rules_.repair.utf8 = Remedy::replace;
  EXPECT_THAT(read("\xC3\xA9\n\xFFx\xC3\nb\n\xE9\n"),
              ElementsAre("\xC3\xA9", "\xEF\xBF\xBDx\xEF\xBF\xBD", "b", "\xEF\xBF\xBD"));
  EXPECT_EQ(log_.count("lines of invalid UTF-8: replace"), 2);
  EXPECT_EQ(first(), file_.string() + ":2");
}

TEST_F(Lines, LinesOfInvalidUtf8AreDroppedAndTheOthersKeepTheirNumbers) {
  rules_.repair.utf8 = Remedy::drop;
  tests::write(file_, "\xFF\na\n\xFF\nb\n");
  LineReader file(file_, rules_, &log_);
  ASSERT_TRUE(file.next());
  EXPECT_EQ(file.number(), 2U);
  ASSERT_TRUE(file.next());
  EXPECT_EQ(file.line(), "b");
  EXPECT_EQ(file.number(), 4U);
  EXPECT_FALSE(file.next());
  EXPECT_EQ(log_.count("lines of invalid UTF-8: drop"), 2);
  EXPECT_EQ(first(), file_.string() + ":1");
}

TEST_F(Lines, Latin1BecomesUtf8AndAnyByteIsSomething) {
  rules_.encoding = "latin-1";
  EXPECT_THAT(read("fianc\xE9\n\xFF\x80\n"), ElementsAre("fianc\xC3\xA9", "\xC3\xBF\xC2\x80"));
  EXPECT_THAT(log_.entries(), IsEmpty());
}

TEST_F(Lines, NoLogIsNeeded) {
  rules_.repair.utf8 = Remedy::drop;
  tests::write(file_, "\xFF\n");
  EXPECT_FALSE(LineReader(file_, rules_).next());
}

TEST(SplitWords, RunsOfSpacesAndTabsPartThem) {
  EXPECT_THAT(split_words(" a \t b\t"), ElementsAre("a", "b"));
  EXPECT_THAT(split_words(" \t"), IsEmpty());
  EXPECT_THAT(split_words(""), IsEmpty());
}

TEST(SplitAt, SeparatorsPartOneFieldMoreThanThereAreOfThem) {
  EXPECT_THAT(split_at("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split_at("", ','), ElementsAre(""));
}

TEST(Trimmed, TakesSpacesAndTabsFromBothEnds) {
  EXPECT_EQ(trimmed(" \ta b\t "), "a b");
  EXPECT_EQ(trimmed(" \t"), "");
  EXPECT_TRUE(is_blank(" \t"));
  EXPECT_FALSE(is_blank(" x"));
}

TEST(RepairLog, CountsInTheOrderOfWhatWasMetFirstAndKeepsTheFirstPlace) {
  RepairLog log;
  log.add("b", "f:1");
  log.add("a", "f:2", 3);
  log.add("b", "f:9");
  log.add("nothing", "f:3", 0);
  ASSERT_EQ(log.entries().size(), 2U);
  EXPECT_EQ(log.entries()[0].what, "b");
  EXPECT_EQ(log.entries()[0].count, 2);
  EXPECT_EQ(log.entries()[0].first, "f:1");
  EXPECT_EQ(log.count("a"), 3);
  EXPECT_EQ(log.count("nothing"), 0);
}

}  // namespace
}  // namespace gatewise::data_line_reader_test
