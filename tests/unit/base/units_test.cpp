#include "base/units.hpp"

#include <gmock/gmock.h>

namespace gatewise::base_units_test {
namespace {

using ::testing::Optional;

TEST(Units, DurationsAreReadInNanoseconds) {
  EXPECT_THAT(parse_quantity("1ns", Unit::nanoseconds), Optional(1.0));
  EXPECT_THAT(parse_quantity("50us", Unit::nanoseconds), Optional(50e3));
  EXPECT_THAT(parse_quantity("2.5 ms", Unit::nanoseconds), Optional(2.5e6));
  EXPECT_THAT(parse_quantity("3s", Unit::nanoseconds), Optional(3e9));
  EXPECT_THAT(parse_quantity("15m", Unit::nanoseconds), Optional(900e9));
  EXPECT_THAT(parse_quantity("2h", Unit::nanoseconds), Optional(7200e9));
}

TEST(Units, SizesTellDecimalFromBinaryPrefixes) {
  EXPECT_THAT(parse_quantity("7B", Unit::bytes), Optional(7.0));
  EXPECT_THAT(parse_quantity("1kB", Unit::bytes), Optional(1000.0));
  EXPECT_THAT(parse_quantity("1KiB", Unit::bytes), Optional(1024.0));
  EXPECT_THAT(parse_quantity("1MB", Unit::bytes), Optional(1e6));
  EXPECT_THAT(parse_quantity("1MiB", Unit::bytes), Optional(1048576.0));
  EXPECT_THAT(parse_quantity("1GB", Unit::bytes), Optional(1e9));
  EXPECT_THAT(parse_quantity("1GiB", Unit::bytes), Optional(1073741824.0));
}

TEST(Units, ABareNumberIsRefusedWhereItWouldHideItsUnit) {
  EXPECT_EQ(parse_quantity("50", Unit::nanoseconds), std::nullopt);
  EXPECT_EQ(parse_quantity("50", Unit::bytes), std::nullopt);
  EXPECT_THAT(parse_quantity("0.75", Unit::none), Optional(0.75));
}

TEST(Units, AUnitOfAnotherKindIsRefused) {
  EXPECT_EQ(parse_quantity("50MiB", Unit::nanoseconds), std::nullopt);
  EXPECT_EQ(parse_quantity("50us", Unit::bytes), std::nullopt);
  EXPECT_EQ(parse_quantity("50us", Unit::none), std::nullopt);
  EXPECT_EQ(parse_quantity("2k", Unit::none), std::nullopt);
}

TEST(Units, UnknownUnitsAndRubbishAreRefused) {
  for (const char* text : {"", "us", "fast", "50 lightyears", "50US", "50us!", "5 0us", "kib", "1e999us"}) {
    EXPECT_EQ(parse_quantity(text, Unit::nanoseconds), std::nullopt) << text;
    EXPECT_EQ(parse_quantity(text, Unit::bytes), std::nullopt) << text;
  }
}

TEST(Units, WhatIsNotFiniteIsNoQuantity) {
  EXPECT_EQ(parse_quantity("infs", Unit::nanoseconds), std::nullopt);
  EXPECT_EQ(parse_quantity("nan us", Unit::nanoseconds), std::nullopt);
  EXPECT_EQ(parse_quantity("inf MiB", Unit::bytes), std::nullopt);
  EXPECT_EQ(parse_quantity("nan", Unit::none), std::nullopt);
}

TEST(Units, ADurationOrSizeBelowZeroIsRefused) {
  EXPECT_EQ(parse_quantity("-5us", Unit::nanoseconds), std::nullopt);
  EXPECT_EQ(parse_quantity("-1MiB", Unit::bytes), std::nullopt);
  EXPECT_THAT(parse_quantity("-0.5", Unit::none), Optional(-0.5));
}

TEST(Units, ValuesAreShownWithThreeDigitsAndAFittingUnit) {
  EXPECT_EQ(format_quantity(1230, Unit::nanoseconds), "1.23 us");
  EXPECT_EQ(format_quantity(12345, Unit::nanoseconds), "12.3 us");
  EXPECT_EQ(format_quantity(123456, Unit::nanoseconds), "123 us");
  EXPECT_EQ(format_quantity(2e9, Unit::nanoseconds), "2.00 s");
  EXPECT_EQ(format_quantity(48 * 1024, Unit::bytes), "48.0 KiB");
  EXPECT_EQ(format_quantity(1048576, Unit::bytes), "1.00 MiB");
  EXPECT_EQ(format_quantity(12.0, Unit::bytes), "12 B");
  EXPECT_EQ(format_quantity(0.0, Unit::nanoseconds), "0 ns");
  EXPECT_EQ(format_quantity(81300, Unit::per_second), "81.3 k/s");
  EXPECT_EQ(format_quantity(0.912, Unit::none), "0.912");
}

TEST(Units, AValueThatRoundsUpTakesNoFourthDigit) {
  EXPECT_EQ(format_quantity(9996, Unit::nanoseconds), "10.0 us");
  EXPECT_EQ(format_quantity(99960, Unit::nanoseconds), "100 us");
  EXPECT_EQ(format_quantity(999960, Unit::nanoseconds), "1.00 ms");
}

TEST(Units, APlainNumberHasFourDigitsAndACountAllOfThem) {
  EXPECT_EQ(format_quantity(0.91234, Unit::none), "0.9123");
  EXPECT_EQ(format_quantity(12.3456, Unit::none), "12.35");
  EXPECT_EQ(format_quantity(32268, Unit::none), "32268");
  EXPECT_EQ(format_quantity(-3'200'000, Unit::none), "-3200000");
  EXPECT_EQ(format_quantity(1e-7, Unit::none), "1e-07");
  EXPECT_EQ(format_quantity(1e300, Unit::none), "1e+300");
}

}  // namespace
}  // namespace gatewise::base_units_test
