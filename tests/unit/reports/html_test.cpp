#include "reports/web/html.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "reports/web/page.hpp"

namespace gatewise::reports_html_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view little_page = "<script type=\"application/json\" id=\"report\">@GATEWISE_REPORT@</script>";

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// The JSON of a filled little page.
std::string inside(const std::string& filled) {
  const std::size_t begin = filled.find('>') + 1;
  return filled.substr(begin, filled.rfind("</script>") - begin);
}

TEST(Html, NoTextOfTheReportEndsItsElementOrStartsAComment) {
  const OrderedJson report{{"reason", "</script><script>alert(1)</script>"}, {"<!--", "<!-- <SCRIPT"}};
  const std::string filled = fill_page(little_page, report);
  EXPECT_EQ(count_of(filled, "<"), 2U) << filled;
  EXPECT_EQ(OrderedJson::parse(inside(filled)), report);
}

TEST(Html, BytesThatAreNoUtf8DoNotStopIt) {
  EXPECT_THAT(fill_page(little_page, {{"reason", "\xff!"}}), HasSubstr("\xef\xbf\xbd!"));
}

TEST(Html, AReportThatHoldsThePlaceholderIsFilledInOnce) {
  const OrderedJson report{{"id", page_placeholder}};
  EXPECT_EQ(OrderedJson::parse(inside(fill_page(little_page, report))), report);
}

class EmbeddedPage : public ::testing::Test {
 protected:
  void SetUp() override {
    if (page_template().empty()) GTEST_SKIP() << "this program was built without npm: it has no page";
  }
};

TEST_F(EmbeddedPage, HasOnePlaceForTheReport) {
  EXPECT_EQ(count_of(page_template(), page_placeholder), 1U);
  const std::optional<std::string> filled = render_html({{"schema", "gatewise.report/1"}});
  ASSERT_TRUE(filled);
  EXPECT_EQ(count_of(*filled, page_placeholder), 0U);
  EXPECT_EQ(count_of(*filled, R"(id="report">{"schema":"gatewise.report/1"}</script>)"), 1U);
}

TEST_F(EmbeddedPage, LoadsNothing) {
  const std::string page(page_template());
  EXPECT_EQ(count_of(page, "default-src 'none'"), 1U);
  for (const char* loads : {"<link", "<iframe", "<img", "@import", "url(http", "url(//", "importScripts"})
    EXPECT_EQ(count_of(page, loads), 0U) << loads;
  for (std::size_t begin = page.find("<script"); begin != std::string::npos; begin = page.find("<script", begin + 1))
    EXPECT_THAT(page.substr(begin, page.find('>', begin) - begin), Not(HasSubstr(" src")));
}

TEST_F(EmbeddedPage, KeepsTheNoticesOfWhatItIsMadeOf) {
  const std::string page(page_template());
  for (const char* notice :
       {"Apache ECharts", "Apache License", "BSD 3-Clause License", "Copyright (c) Microsoft Corporation"})
    EXPECT_GE(count_of(page, notice), 1U) << notice;
}

}  // namespace
}  // namespace gatewise::reports_html_test
