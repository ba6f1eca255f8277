#include "reports/text/text_table.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "base/random.hpp"

namespace gatewise::reports_text_table_test {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(TextTable, ColumnsAreAsWideAsTheirWidestCellAndPartedByTwoSpaces) {
  const TextTable table{{{"name", "n"}, {"a", "1000"}, {"longest", "2"}}, {false, true}};
  EXPECT_THAT(lines_of(table.plain()), ElementsAre("name        n", "a        1000", "longest     2"));
}

TEST(TextTable, NoLineEndsInSpaces) {
  const TextTable table{{{"a", "last"}, {"b", "x"}, {"c", ""}}, {false, false}};
  EXPECT_THAT(lines_of(table.plain()), ElementsAre("a  last", "b  x", "c"));
}

TEST(TextTable, ALetterOfSeveralBytesIsOneColumnWide) {
  const TextTable table{{{"score", "x"}, {"0.9±0.1", "y"}}, {false, false}};
  EXPECT_THAT(lines_of(table.plain()), ElementsAre("score    x", "0.9±0.1  y"));
}

TEST(TextTable, WithoutRowsIsEmpty) {
  EXPECT_EQ(TextTable().plain(), "");
  EXPECT_EQ(TextTable().markdown(), "");
}

TEST(TextTable, AsMarkdownHasARuleBelowItsHeader) {
  const TextTable table{{{"name", "n"}, {"a", "1"}}, {false, true}};
  EXPECT_THAT(lines_of(table.markdown()), ElementsAre("| name | n |", "| --- | ---: |", "| a | 1 |"));
}

TEST(TextTable, ABarInACellDoesNotPartItInMarkdown) {
  const TextTable table{{{"reason"}, {"a|b"}}, {false}};
  EXPECT_EQ(lines_of(table.markdown()).back(), "| a\\|b |");
}

TEST(Wrapped, BreaksAtSpacesAndIndentsEveryLine) {
  EXPECT_EQ(wrapped("one two three", 9, 2), "  one two\n  three\n");
  EXPECT_EQ(wrapped("one two", 7, 0), "one two\n");
  EXPECT_EQ(wrapped("one two", 6, 0), "one\ntwo\n");
}

TEST(Wrapped, NoLineIsWiderThanAskedAndNoWordIsLost) {
  Random random(1);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const std::size_t indent = random.below(5);
    const std::size_t width = 20 + random.below(60);
    std::string text;
    for (int word = 0; word < 40; ++word) text += (word > 0 ? " " : "") + std::string(1 + random.below(15), 'x');
    std::string joined;
    for (const std::string& line : lines_of(wrapped(text, width, indent))) {
      ASSERT_LE(line.size(), width);
      ASSERT_EQ(line.find_first_not_of(' '), indent);
      joined += (joined.empty() ? "" : " ") + line.substr(indent);
    }
    ASSERT_EQ(joined, text);
  }
}

TEST(Wrapped, AWordWiderThanTheLineStandsAlone) {
  EXPECT_EQ(wrapped("a /a/very/long/path b", 8, 0), "a\n/a/very/long/path\nb\n");
}

}  // namespace
}  // namespace gatewise::reports_text_table_test
