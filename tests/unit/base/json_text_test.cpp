// Any bytes survive JSON, and what a library throws is told in our words.
#include "base/json_text.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>

#include "base/json.hpp"
#include "base/reason_of.hpp"
#include "base/utf8.hpp"

namespace gatewise::base_json_text_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string all_bytes() {
  std::string bytes;
  for (int b = 0; b < 256; ++b) bytes += static_cast<char>(b);
  return bytes;
}

TEST(JsonText, AnyBytesComeBackFromValuesAndKeys) {
  for (const std::string& bytes : {all_bytes(), std::string("/tmp/caf\xE9"), std::string("\xEE\xBE\x80 \xEE\xBF\xBF"),
                                   std::string("caf\xC3\xA9"), std::string("cut \xE2\x82")}) {
    const Json json{{bytes, {bytes, 1, {{"inner", bytes}}}}};
    EXPECT_EQ(parse_json(json_text(json)), json);
    EXPECT_EQ(try_parse_json(json_text(json, 2)), json);
    EXPECT_TRUE(is_utf8(json_text(json)));
  }
}

TEST(JsonText, WhatIsUtf8StaysAsItIs) {
  const Json json{{"caf\xC3\xA9", {1, "\xF0\x9F\x99\x82", nullptr}}};
  EXPECT_EQ(json_text(json), json.dump());
  EXPECT_EQ(json_text(OrderedJson(json), 2), json.dump(2));
}

TEST(JsonText, AByteBecomesThePrivateCodePointOfItsNumber) {
  EXPECT_EQ(encoded_bytes("caf\xE9"), "caf\xEE\xBF\xA9");  // U+EFE9
  EXPECT_EQ(decoded_bytes("caf\xEE\xBF\xA9"), "caf\xE9");
}

TEST(JsonText, BrokenTextIsToldByItsByte) {
  EXPECT_THROW(parse_json("{\"a\":"), std::runtime_error);
  EXPECT_TRUE(try_parse_json("{\"a\":").is_discarded());
}

/// What is said of what `function` throws.
template <class Function>
std::string reason(Function function) {
  try {
    function();
  } catch (const std::exception& error) {
    return reason_of(error);
  }
  return "nothing was thrown";
}

TEST(ReasonOf, OurOwnTextStays) {
  EXPECT_EQ(reason([] { throw std::runtime_error("dtype F16"); }), "dtype F16");
}

TEST(ReasonOf, ALibrarysTextIsNotShown) {
  EXPECT_THAT(reason([] { return Json::parse("{"); }), HasSubstr("it is no JSON from byte"));
  EXPECT_THAT(reason([] { return Json{{"a", 1}}.at("b"); }), AllOf(HasSubstr("missing"), Not(HasSubstr("json"))));
  EXPECT_THAT(reason([] { return Json("text").get<int>(); }), Not(HasSubstr("json.exception")));
  EXPECT_EQ(reason([] { return std::filesystem::file_size("/no/such"); }),
            "/no/such: No such file or directory; correct the path, or what it leads to");
  EXPECT_THAT(reason([]() -> int { throw std::domain_error("boost::math::quantile<%1%>"); }),
              AllOf(HasSubstr("statistic"), Not(HasSubstr("boost"))));
  EXPECT_THAT(reason([] { return std::vector<int>().at(3); }), HasSubstr("std::out_of_range"));
}

}  // namespace
}  // namespace gatewise::base_json_text_test
