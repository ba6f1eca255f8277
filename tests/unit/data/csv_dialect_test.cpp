// What spreadsheets write: quotes, UTF-16, a line "sep=;", decimal commas, dates.
#include "data/dataset.hpp"
#include "support/written_dataset.hpp"

namespace gatewise::data_csv_dialect_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class Dialect : public tests::WrittenDataset {
 protected:
  static std::string columns(const std::string& more = "") {
    return "[columns]\nfeatures = ['x']\nsequence = ['seq']\nlabel = 'label'\n" + more + "[split]\nby = 'sequence'\n";
  }
  /// Five sequences of one row behind the given lines.
  void table(const std::string& begin) { file("x.csv", begin + "b,note,2,q\nc,note,3,p\nd,note,4,q\ne,note,5,p\n"); }
  const std::string task_ = "task = 'sequence-classification'\nformat = 'csv'\n";
  const std::string header_ = "seq,note,x,label\n";
};

TEST_F(Dialect, AQuotedFieldMayHoldALineBreak) {
  table(header_ + "a,\"first line\r\nsecond, \"\"line\"\"\",1,p\n");
  const Dataset dataset = load(task_, columns());
  EXPECT_THAT(lengths_of(all_of(dataset)), ::testing::ElementsAre(1, 1, 1, 1, 1));
}

TEST_F(Dialect, BlanksMayStandAroundAQuotedField) {
  table(header_ + "a, \"wind, rain\" ,1,p\n");
  EXPECT_THAT(lengths_of(all_of(load(task_, columns()))), ::testing::ElementsAre(1, 1, 1, 1, 1));
}

TEST_F(Dialect, AnOpenQuoteIsNamedAtItsOwnLine) {
  table(header_ + "a,\"no end,1,p\n");
  EXPECT_THAT(error(task_, columns()), StartsWith("x.csv:2: a quote is not closed"));
}

TEST_F(Dialect, ALineBehindALineBreakKeepsItsNumber) {
  table(header_ + "a,\"one\ntwo\",1,p\na,note,x,p\n");
  EXPECT_THAT(error(task_, columns()), StartsWith("x.csv:4: column 'x': 'x' is no finite number"));
}

TEST_F(Dialect, Utf16IsNamedInEitherEncoding) {
  for (const std::string mark : {"\xFF\xFE", "\xFE\xFF"}) {
    file("x.csv", mark + std::string("s\0e\0q\0\n\0", 8));
    for (const std::string encoding : {"utf-8", "latin-1"}) {
      EXPECT_THAT(error(task_ + "encoding = '" + encoding + "'\n", columns()),
                  AllOf(StartsWith("x.csv:1: UTF-16"), Not(HasSubstr("latin"))));
    }
  }
}

TEST_F(Dialect, Utf16WithoutAMarkIsNamed) {
  file("x.csv", std::string("s\0e\0q\0\n\0", 8));
  EXPECT_THAT(error(task_, columns()), AllOf(StartsWith("x.csv:1: a zero byte"), HasSubstr("UTF-16")));
}

TEST_F(Dialect, TheLineThatNamesTheSeparatorIsNoHeader) {
  file("x.csv", "sep=;\nseq;x;label\na;1;p\nb;2;q\nc;3;p\nd;4;q\n");
  EXPECT_EQ(all_of(load(task_, columns("separator = 'semicolon'\n"))).size(), 4U);
  EXPECT_THAT(error(task_, columns()), StartsWith("x.csv:1: 'sep=;' names another separator"));
}

TEST_F(Dialect, ADecimalCommaIsNamed) {
  file("x.csv", "seq;x;label\na;1,5;p\n");
  EXPECT_THAT(error(task_, columns("separator = 'semicolon'\n")),
              StartsWith("x.csv:2: column 'x': '1,5' is no finite number: a decimal comma"));
}

class Dates : public Dialect {
 protected:
  /// Rows of one series at these times.
  std::string read(const std::vector<std::string>& times, const std::string& format, const std::string& repair = "") {
    std::string csv = "time,x\n";
    for (const std::string& time : times) csv += time + ",1\n";
    file("x.csv", csv);
    return error("task = 'forecasting'\nformat = 'csv'\nstep_seconds = 86400\n",
                 "[columns]\nfeatures = ['x']\ntime = 'time'\ntime_format = '" + format +
                     "'\n[forecast]\ntarget = 'x'\ncontext = 2\n[split]\nby = 'end'\n" + repair);
  }
  const std::string refuse_ = "[repair]\ntime_back = 'refuse'\ntime_gap = 'refuse'\n";
};

TEST_F(Dates, ADayThatNoCalendarHasIsRefusedAtItsLine) {
  EXPECT_THAT(read({"2023-02-28", "2023-02-29", "2023-03-01"}, "%Y-%m-%d"),
              StartsWith("x.csv:3: '2023-02-29' is no date of the calendar"));
  EXPECT_THAT(read({"2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02", "2024-03-03"}, "%Y-%m-%d", refuse_),
              IsEmpty());
}

TEST_F(Dates, ASecondMayHaveAFraction) {
  const std::vector<std::string> times{"2023-01-01 00:00:00.5", "2023-01-02 00:00:00.500", "2023-01-03 00:00:00.50",
                                       "2023-01-04 00:00:00.500000", "2023-01-05 00:00:00.5"};
  EXPECT_THAT(read(times, "%Y-%m-%d %H:%M:%S.%f", refuse_), IsEmpty());
  EXPECT_THAT(read({"2023-01-01 00:00:00.x"}, "%Y-%m-%d %H:%M:%S.%f"),
              StartsWith("x.csv:2: '2023-01-01 00:00:00.x' is no time"));
  EXPECT_THAT(read(times, "%Y-%m-%d %H:%M:%S"), StartsWith("x.csv:2: '2023-01-01 00:00:00.5' is no time"));
}

TEST_F(Dates, ARowWhoseTimeIsFarAheadIsTheOneRefused) {
  const std::vector<std::string> times{"2023-01-01", "2023-01-02", "2032-01-03", "2023-01-04", "2023-01-05"};
  for (const std::string remedy : {"refuse", "drop"}) {
    EXPECT_THAT(read(times, "%Y-%m-%d", "[repair]\ntime_back = '" + remedy + "'\n"),
                StartsWith("x.csv:4: the time is far ahead of the rows around it"));
  }
}

}  // namespace
}  // namespace gatewise::data_csv_dialect_test
