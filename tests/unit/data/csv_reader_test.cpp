#include "data/readers/csv_reader.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_csv_reader_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

using Rows = std::vector<std::vector<std::string>>;

class Csv : public ::testing::Test {
 protected:
  CsvReader open(const std::string& bytes) {
    tests::write(file_, bytes);
    return CsvReader(file_, rules_, &log_, separator_, names_);
  }
  /// The columns named, of every row.
  Rows rows(const std::string& bytes, const std::vector<std::string>& columns) {
    CsvReader csv = open(bytes);
    Rows rows;
    while (csv.next()) {
      rows.emplace_back();
      for (const std::string& column : columns) rows.back().push_back(csv.text(csv.index_of(column)));
    }
    return rows;
  }
  Rows ab(const std::string& bytes) { return rows("a,b\n" + bytes, {"a", "b"}); }
  /// "x.csv" with its folder before the expected rest.
  auto refuses(const std::string& rest) const { return ThrowsMessage<InputError>(StartsWith(file_.string() + rest)); }

  const tests::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "x.csv";
  TextRules rules_;
  RepairLog log_;
  char separator_ = ',';
  std::vector<std::string> names_;
};

TEST_F(Csv, ReadsColumnsByName) {
  CsvReader csv = open("name,value,empty\na,1,\nb,-2.5e1,x\n");
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.text(csv.index_of("name")), "a");
  EXPECT_EQ(csv.text(csv.index_of("empty")), "");
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.number(csv.index_of("value")), -25.0F);
  EXPECT_FALSE(csv.next());
}

TEST_F(Csv, LinesMayEndInCarriageReturnsAndTheLastInNothing) {
  EXPECT_THAT(rows("\xEF\xBB\xBF"
                   "a,b\r\n1,2\r\n3,4",
                   {"a", "b"}),
              ElementsAre(ElementsAre("1", "2"), ElementsAre("3", "4")));
}

TEST_F(Csv, QuotesHoldSeparatorsAndTwoOfThemAreOne) {
  EXPECT_THAT(ab("\"1,5\",2\n\"say \"\"no\"\"\",\"\"\n\"\"\"\",x\n"),
              ElementsAre(ElementsAre("1,5", "2"), ElementsAre("say \"no\"", ""), ElementsAre("\"", "x")));
  EXPECT_THAT(rows("\"a,1\",\"b\"\n1,2\n", {"a,1", "b"}), ElementsAre(ElementsAre("1", "2")));
}

TEST_F(Csv, AQuoteWithinAFieldIsItself) {
  EXPECT_THAT(ab("5\" disk,a\"b\"\n"), ElementsAre(ElementsAre("5\" disk", "a\"b\"")));
}

TEST_F(Csv, AQuoteThatStaysOpenOrIsFollowedByTextIsRefused) {
  EXPECT_THAT([&] { ab("1,2\n\"3,4\n"); }, refuses(":3: a quote is not closed before the end"));
  EXPECT_THAT([&] { ab("1,\"\n"); }, refuses(":2: a quote is not closed before the end"));
  EXPECT_THAT([&] { ab("1,\"2\"\"\n"); }, refuses(":2: a quote is not closed before the end"));
  EXPECT_THAT([&] { ab("\"1\"x,2\n"); }, refuses(":2: 'x' follows a closing quote"));
}

TEST_F(Csv, ASeparatorAtTheEndHasAnEmptyFieldBehindIt) {
  EXPECT_THAT(ab("1,\n,2\n,\n\"1\",\n"),
              ElementsAre(ElementsAre("1", ""), ElementsAre("", "2"), ElementsAre("", ""), ElementsAre("1", "")));
}

TEST_F(Csv, OtherSeparatorsLeaveCommasAlone) {
  separator_ = ';';
  EXPECT_THAT(rows("a;b\n\"2;3\";1,5\n", {"a", "b"}), ElementsAre(ElementsAre("2;3", "1,5")));
  separator_ = '\t';
  EXPECT_THAT(rows("a\tb\n1 2\t\n", {"a", "b"}), ElementsAre(ElementsAre("1 2", "")));
}

TEST_F(Csv, RunsOfBlanksPartFieldsWhereTheSeparatorIsSpace) {
  separator_ = ' ';
  EXPECT_THAT(rows(" a   b\n1 \t 2  \n", {"a", "b"}), ElementsAre(ElementsAre("1", "2")));
  EXPECT_THAT(rows("a b\n\"1 2\" 3\n", {"a", "b"}), ElementsAre(ElementsAre("1 2", "3"))) << "quotes hold blanks";
}

TEST_F(Csv, ColumnsAreNamedFromOutsideWhereTheFileHasNoHeader) {
  names_ = {"a", "b"};
  EXPECT_THAT(rows("1,2\n3,4\n", {"b", "a"}), ElementsAre(ElementsAre("2", "1"), ElementsAre("4", "3")));
  EXPECT_THAT([&] { rows("1,2,3\n", {}); }, refuses(":1: 3 fields, the header has 2"));
}

TEST_F(Csv, ARaggedRowIsNamedWithItsLine) {
  EXPECT_THAT([&] { ab("1,2\n3\n"); }, refuses(":3: 1 fields, the header has 2; [repair] ragged = \"drop\""));
  EXPECT_THAT([&] { ab("1,2,3\n"); }, refuses(":2: 3 fields, the header has 2"));
}

TEST_F(Csv, RaggedRowsAreDroppedAndCountedWhereTheRulesSaySo) {
  rules_.repair.ragged = Remedy::drop;
  EXPECT_THAT(ab("1,2\n3\n4,5,6\n7,8\n"), ElementsAre(ElementsAre("1", "2"), ElementsAre("7", "8")));
  EXPECT_EQ(log_.count("rows with too many or too few fields: drop"), 2);
  EXPECT_EQ(log_.entries().at(0).first, file_.string() + ":3");
}

TEST_F(Csv, BlankLinesAtTheEndSayNothing) {
  EXPECT_THAT(ab("1,2\n\n \r\n"), ElementsAre(ElementsAre("1", "2")));
  EXPECT_THAT(log_.entries(), IsEmpty());
}

TEST_F(Csv, WhatIsNoFiniteNumberIsNamedWithItsLineAndColumn) {
  for (const std::string text : {"NaN", "nan", "inf", "-inf", "", "0x10", "3 4", "1.5kg"}) {
    CsvReader csv = open("a,b\n1,2\n3," + text + "\n");
    csv.next();
    csv.next();
    EXPECT_THAT([&] { csv.number(1); }, refuses(":3: column 'b': '" + text + "' is no finite number"));
  }
  CsvReader large = open("a,b\n1,1e99\n");
  large.next();
  EXPECT_THAT([&] { large.number(1); }, refuses(":2: column 'b': '1e99' is larger than a float can be"));
}

TEST_F(Csv, AnEmptyFileHasNoHeader) {
  EXPECT_THAT([&] { open(""); }, refuses(":1: the header is missing"));
}

TEST_F(Csv, AMissingColumnNamesTheNearest) {
  const CsvReader csv = open("session,episode\n1,2\n");
  EXPECT_THAT([&] { csv.index_of("sesion"); }, refuses(": no column 'sesion'; did you mean 'session'?"));
  EXPECT_THAT([&] { csv.index_of("load"); }, refuses(": no column 'load'; known: session, episode"));
}

TEST_F(Csv, AMissingFileIsNamed) {
  EXPECT_THAT([&] { CsvReader(folder_ / "none.csv", rules_, nullptr, ','); },
              ThrowsMessage<InputError>((folder_ / "none.csv").string() + ": cannot read: No such file or directory"));
}

}  // namespace
}  // namespace gatewise::data_csv_reader_test
