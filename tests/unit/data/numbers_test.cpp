#include "data/readers/numbers.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_numbers_test {
namespace {

using ::testing::ThrowsMessage;

TEST(ParseNumber, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(parse_number("-2.5e1"), -25);
  EXPECT_EQ(parse_number("+3"), 3);
  EXPECT_EQ(parse_number(".5"), 0.5);
  EXPECT_EQ(parse_number("007"), 7);
  for (const char* wrong : {"", "+", "-", " 3", "3 ", "1.5kg", "0x10", "1,5", "--1", "++1", "e5", "1e", "\xD9\xA3"})
    EXPECT_FALSE(parse_number(wrong)) << wrong;
}

TEST(ParseNumber, InfinitiesAndNanAreNumbersAndTheTooSmallIsZero) {
  EXPECT_TRUE(std::isinf(*parse_number("-inf")));
  EXPECT_TRUE(std::isinf(*parse_number("1e999")));
  EXPECT_TRUE(std::isnan(*parse_number("NaN")));
  EXPECT_EQ(parse_number("1e-999"), 0);
  EXPECT_EQ(parse_number("-1E-999"), 0);
}

TEST(ParseNumber, ASignBehindASignIsNoNumber) { EXPECT_FALSE(parse_number("+-1")); }

TEST(IsMissing, KnowsTheUsualMarksAndWhatIsNotFinite) {
  for (const char* mark : {"", "?", "NA", "N/A", "null", "None", "nan", "NaN", "-nan", "inf", "-Infinity", "1e999"})
    EXPECT_TRUE(is_missing(mark)) << mark;
  for (const char* value : {"0", "1", "-", "n.a.", "x", " ", "nil", "1e-999"}) EXPECT_FALSE(is_missing(value)) << value;
}

class ReadNumber : public ::testing::Test {
 protected:
  ReadNumber() { tests::write(folder_ / "x", "first\nsecond\n"); }
  double read(const std::string& text, const std::string& column = "") {
    RepairLog& log = log_;
    LineReader file(folder_ / "x", {.decimal = decimal_}, &log);
    file.next();
    file.next();
    return read_number(file, text, rules_, column);
  }
  auto refuses(const std::string& rest) const {
    return ThrowsMessage<InputError>((folder_ / "x").string() + ":2: " + rest);
  }

  const tests::TemporaryFolder folder_;
  RepairRules rules_;
  char decimal_ = '.';
  RepairLog log_;
};

TEST_F(ReadNumber, KeepsADoubleAndRefusesWhatIsTooLargeForAFloat) {
  EXPECT_EQ(read("1e-60"), 1e-60);
  EXPECT_EQ(read("1700000012"), 1700000012);
  EXPECT_THAT([&] { read("1e39"); }, refuses("'1e39' is larger than a float can be"));
}

TEST_F(ReadNumber, AMissingValueIsRefusedWithTheRemedyThatWouldTakeIt) {
  for (const std::string text : {"", "NA", "nan", "-inf"})
    EXPECT_THAT(
        [&] { read(text, "load"); },
        refuses("column 'load': '" + text + "' is no finite number; [repair] missing says what to do with such"));
}

TEST_F(ReadNumber, AMissingValueIsNanAndCountedWhereThereIsARemedy) {
  rules_.missing = Remedy::hold;
  EXPECT_TRUE(std::isnan(read("?")));
  EXPECT_TRUE(std::isnan(read("inf"))) << "an infinity in a mean would be all that is left of it";
  EXPECT_EQ(read("7"), 7);
  EXPECT_EQ(log_.count("missing values: hold"), 2);
  EXPECT_EQ(log_.entries().at(0).first, (folder_ / "x").string() + ":2");
}

TEST_F(ReadNumber, ADecimalCommaIsReadWhereTheDescriptionSaysSo) {
  EXPECT_THAT([&] { read("3,5", "load"); },
              refuses("column 'load': '3,5' is no finite number: a decimal comma; decimal = \",\" in the description "
                      "reads such"));
  decimal_ = ',';
  EXPECT_EQ(read("3,5"), 3.5);
  EXPECT_EQ(read("-0,25e2"), -25);
  EXPECT_EQ(read("7"), 7);
}

TEST_F(ReadNumber, APointAmongDecimalCommasIsRefused) {
  decimal_ = ',';
  for (const std::string text : {"3.5", "1.234", "1.234,5"}) {
    EXPECT_THAT([&] { read(text); },
                refuses("'" + text +
                        "' is no finite number: a point, but the description says decimal = \",\"; marks "
                        "of thousands are not read"));
  }
  EXPECT_THAT([&] { read("1,234,5"); }, refuses("'1,234,5' is no finite number"));
}

TEST_F(ReadNumber, AMarkIsANumberWhateverItsDecimalMark) {
  decimal_ = ',';
  rules_.missing = Remedy::hold;
  rules_.missing_numbers = {-999};
  EXPECT_TRUE(std::isnan(read("-999,0")));
}

TEST_F(ReadNumber, NoRemedyTakesATextForANumber) {
  rules_.missing = Remedy::zero;
  EXPECT_THAT([&] { read("abc", "load"); }, refuses("column 'load': 'abc' is no finite number"));
  EXPECT_THAT([&] { read("1e39"); }, refuses("'1e39' is larger than a float can be"));
}

}  // namespace
}  // namespace gatewise::data_numbers_test
