#include "base/utf8.hpp"

#include <gmock/gmock.h>

#include <string>

namespace gatewise::base_utf8_test {
namespace {

TEST(Utf8, EveryLengthIsTaken) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain"));
  EXPECT_TRUE(is_utf8("\xC2\x80 \xDF\xBF \xE0\xA0\x80 \xEF\xBF\xBF \xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));
}

TEST(Utf8, WhatIsCutShortIsRefused) {
  for (const char* cut : {"\xC3", "\xE2\x82", "\xF0\x9F\x8E", "\xE2\x82x", "a\xC3 b"})
    EXPECT_FALSE(is_utf8(cut)) << cut;
}

TEST(Utf8, OverlongFormsSurrogatesAndTheUnassignableAreRefused) {
  for (const char* wrong : {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
                            "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\x80", "\xFF"})
    EXPECT_FALSE(is_utf8(wrong)) << wrong;
}

TEST(Utf8, EachByteThatIsNoPartOfACodePointIsReplaced) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(with_replacements("a\xC3\xA9z"), "a\xC3\xA9z");
  EXPECT_EQ(with_replacements("\xC3"), mark);
  EXPECT_EQ(with_replacements("\xE2\x82x\xFF"), mark + mark + "x" + mark);
  EXPECT_EQ(with_replacements("\xED\xA0\x80"), mark + mark + mark) << "a surrogate";
  EXPECT_EQ(with_replacements("\xC3\xC3\xA9"), mark + "\xC3\xA9") << "what follows a bad byte may be good";
}

TEST(Utf8, EachByteOfLatin1IsTheCodePointOfItsNumber) {
  EXPECT_EQ(utf8_of_latin1("a\x7F\x80\xBF\xC0\xFF"), "a\x7F\xC2\x80\xC2\xBF\xC3\x80\xC3\xBF");
  for (int byte = 0; byte < 256; ++byte) EXPECT_TRUE(is_utf8(utf8_of_latin1(std::string(1, static_cast<char>(byte)))));
}

TEST(Utf8, CodePointsAreTheirBytes) {
  EXPECT_THAT(code_points("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB5"),
              ::testing::ElementsAre("a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x8E\xB5"));
  EXPECT_THAT(code_points(""), ::testing::IsEmpty());
}

}  // namespace
}  // namespace gatewise::base_utf8_test
