#include <gtest/gtest.h>

#include "data/utf8.hpp"

namespace gatewise {
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

}  // namespace
}  // namespace gatewise
