#include "data/readers/row_clock.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_row_clock_test {
namespace {

using ::testing::DoubleNear;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(ParseTime, SecondsAreFiniteNumbers) {
  EXPECT_EQ(parse_time("1.5e3", "seconds"), 1500);
  EXPECT_EQ(parse_time("-1", "seconds"), -1);
  EXPECT_EQ(parse_time("1,5", "seconds", ','), 1.5);
  for (const char* wrong : {"", "nan", "inf", "1s", "2020-01-01"}) EXPECT_FALSE(parse_time(wrong, "seconds")) << wrong;
}

TEST(ParseTime, DatesAreInUtcWhereverTheComputerStands) {
  EXPECT_EQ(parse_time("1970-01-01 00:00:00", "%Y-%m-%d %H:%M:%S"), 0);
  EXPECT_EQ(parse_time("2016-07-01 00:00:00", "%Y-%m-%d %H:%M:%S"), 1467331200);
  EXPECT_EQ(parse_time("2020-03-01", "%Y-%m-%d"), 1583020800) << "behind a leap day";
  EXPECT_EQ(parse_time("31/12/1969 23:59", "%d/%m/%Y %H:%M"), -60);
}

TEST(ParseTime, TheWholeTextMustBeTheTime) {
  for (const char* wrong : {"", "2020-01-01x", "2020-01-01 00:00", "2020-13-01", "01/02/2020"})
    EXPECT_FALSE(parse_time(wrong, "%Y-%m-%d")) << wrong;
}

TEST(ParseTime, ADayThatIsNotSaidIsTheFirst) {
  EXPECT_EQ(parse_time("1970-01", "%Y-%m"), 0);
  EXPECT_EQ(parse_time("1970-03", "%Y-%m"), 59 * 86400);
  EXPECT_EQ(parse_time("1970", "%Y"), 0);
}

TEST(ParseTime, AnOffsetFromUtcCounts) { EXPECT_EQ(parse_time("1970-01-01 01:00 +0100", "%Y-%m-%d %H:%M %z"), 0); }

std::vector<double> calendar(double seconds, const std::vector<std::string>& names) {
  std::vector<double> features{9};
  append_calendar(seconds, names, features);
  return features;
}

TEST(Calendar, AddsSineAndCosineForEachNameBehindWhatIsThere) {
  const auto near = [](float value) { return DoubleNear(value, 1e-6); };
  EXPECT_THAT(calendar(0, {"day", "year"}), ::testing::ElementsAre(9, 0, 1, 0, 1));
  EXPECT_THAT(calendar(86400 * 3 + 21600, {"day"}), ::testing::ElementsAre(9, near(1), near(0)));
  EXPECT_THAT(calendar(86400 * 3.5, {"week"}), ::testing::ElementsAre(9, near(0), near(-1)));
  EXPECT_THAT(calendar(86400 * 365.2425 / 4, {"year"}), ::testing::ElementsAre(9, near(1), near(0)));
  EXPECT_THAT(calendar(-21600, {"day"}), ::testing::ElementsAre(9, near(-1), near(0))) << "before 1970 as well";
  EXPECT_THAT(calendar(5, {}), ::testing::ElementsAre(9));
}

class Clock : public ::testing::Test {
 protected:
  Clock() : file_(tests::write(folder_ / "x", "row\n"), {}, &log_) { file_.next(); }

  /// Where rows at these times stand.
  std::vector<RowPlace> places(double period, const std::vector<double>& times) {
    RowClock clock(rules_, period);
    std::vector<RowPlace> places;
    for (const double time : times) places.push_back(clock.next(file_, time));
    return places;
  }

  const tests::TemporaryFolder folder_;
  RepairRules rules_;
  RepairLog log_;
  LineReader file_;
};

using enum RowPlace;
using ::testing::ElementsAre;

TEST_F(Clock, NothingIsWrongWithTheFirstRowOrWithSteadyOnes) {
  rules_.time_back = rules_.time_gap = Remedy::refuse;
  EXPECT_THAT(places(1, {-5, -4, -2.5, -2}), ElementsAre(follows, follows, follows, follows));
}

TEST_F(Clock, AGapIsMoreThanOneAndAHalfPeriods) {
  rules_.time_gap = Remedy::split;
  EXPECT_THAT(places(2, {0, 3, 6.25}), ElementsAre(follows, follows, begins_anew));
  EXPECT_EQ(log_.count("rows behind a gap in time: split"), 1);
}

TEST_F(Clock, ADroppedRowLeavesTheClockAloneAndAKeptOneSetsIt) {
  rules_.time_back = Remedy::drop;
  EXPECT_THAT(places(0, {10, 5, 7, 10, 11}), ElementsAre(follows, dropped, dropped, dropped, follows));
  rules_.time_back = Remedy::keep;
  EXPECT_THAT(places(0, {10, 5, 7}), ElementsAre(follows, follows, follows));
  EXPECT_EQ(log_.count("rows where time goes back: keep"), 1) << "7 follows 5";
  rules_.time_back = Remedy::split;
  EXPECT_THAT(places(0, {10, 5, 7, 5}), ElementsAre(follows, begins_anew, follows, begins_anew));
}

TEST_F(Clock, RestartedItKnowsNoRowBefore) {
  rules_.time_back = Remedy::refuse;
  RowClock clock(rules_, 1);
  clock.next(file_, 10);
  EXPECT_THAT([&] { clock.next(file_, 10); },
              ThrowsMessage<InputError>(HasSubstr("x:1: rows at the time of the row before")));
  clock.restart();
  EXPECT_EQ(clock.next(file_, 3), follows);
}

}  // namespace
}  // namespace gatewise::data_row_clock_test
