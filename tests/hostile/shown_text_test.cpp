// Names, titles and messages of others reach a terminal and report.md without steering either.
#include <fmt/format.h>

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::hostile_shown_text_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Clears a terminal, turns the direction of text, and comes without a line's end of its own.
const std::string steering = "\x1b[2J\x1b]0;owned\x07\x7f\xe2\x80\xae\xe2\x81\xa6\xc2\x9b";

struct Shown {
  std::string bytes, printed;
};

void PrintTo(const Shown& shown, std::ostream* out) { *out << shown.printed; }

class PrintableText : public ::testing::TestWithParam<Shown> {};

TEST_P(PrintableText, KeepsLettersAndSpellsOutWhatSteers) {
  EXPECT_EQ(printable_line(GetParam().bytes), GetParam().printed);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, PrintableText,
    ::testing::Values(Shown{"plain", "plain"},
                      Shown{"caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80"},
                      Shown{"\x1b[31m", "\\u001b[31m"}, Shown{std::string(1, '\0'), "\\u0000"},
                      Shown{"a\nb\tc\rd", "a\\u000ab\\u0009c\\u000dd"}, Shown{"\x7f", "\\u007f"},
                      Shown{"\xc2\x9b"
                            "31m",
                            "\\u009b31m"},
                      Shown{"\xe2\x80\xae", "\\u202e"}, Shown{"\xe2\x81\xa9", "\\u2069"}, Shown{"\xd8\x9c", "\\u061c"},
                      Shown{"\xe2\x80\x8f", "\\u200f"}, Shown{"\xff", "\xef\xbf\xbd"},
                      Shown{"\xe2\x80", "\xef\xbf\xbd\xef\xbf\xbd"}));

TEST(PrintableText, InMarkdownOpensNeitherHtmlNorALink) {
  EXPECT_EQ(printable_markdown("<img src=x> a < b <!-- \\<b>"), "&lt;img src=x> a < b &lt;!-- \\&lt;b>");
  EXPECT_EQ(printable_markdown("![x](http://y) [1, 2]"), "![x&#93;(http://y) [1, 2]");
}

TEST(PrintableText, OfAMessageKeepsIndentedLinesOnly) {
  EXPECT_EQ(printable_message("a\n  b\ngatewise: forged"), "a\n  b\\u000agatewise: forged");
}

/// What was printed is text that steers nothing.
void expect_harmless(const std::string& printed) {
  EXPECT_TRUE(is_utf8(printed));
  EXPECT_EQ(printable(printed), printed);
}

std::string toml_text(const std::string& bytes) {
  std::string text = "\"";
  for (const std::string_view point : code_points(bytes)) {
    const bool control = point.size() == 1 && (static_cast<unsigned char>(point[0]) < 0x20 || point[0] == 0x7f);
    text += control ? fmt::format("\\u{:04x}", point[0]) : std::string(point);
  }
  return text + "\"";
}

/// A suite whose key holds the bytes, and a message that must speak of it.
struct HostileKey {
  std::string name, from, to;
};

void PrintTo(const HostileKey& key, std::ostream* out) { *out << key.name; }

class HostileName : public ::testing::TestWithParam<HostileKey> {};

TEST_P(HostileName, IsShownInAMessageWithoutItsControls) {
  std::string suite = small_suite();
  suite.replace(suite.find(GetParam().from), GetParam().from.size(), GetParam().to);
  const Workplace work(suite);
  const Outcome outcome = work.run({"plan", "small.toml"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("\\u001b[2J"));
  expect_harmless(outcome.err);
}

INSTANTIATE_TEST_SUITE_P(Keys, HostileName,
                         ::testing::Values(HostileKey{"dataset", "\"telemetry-workload\"", toml_text(steering)},
                                           HostileKey{"family", "\"rnn_tanh\"", toml_text(steering)},
                                           HostileKey{"key", "epochs", toml_text(steering)},
                                           HostileKey{"name", "\"small\"", toml_text(steering)},
                                           HostileKey{"line", "[training]", "[training" + steering}),
                         [](const auto& key) { return key.param.name; });

TEST(HostileName, OnTheCommandLineIsShownWithoutItsControls) {
  const Workplace work;
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"plan", steering},
                                                    {steering},
                                                    {"plan", "small.toml", "--" + steering},
                                                    {"plan", "small.toml", "--set", steering},
                                                    {"plan", "small.toml", "--plugin", steering},
                                                    {"report", steering},
                                                    {"data", "describe", steering},
                                                    {"plan", "small.toml", "--effort", steering}}) {
    const Outcome outcome = work.run(arguments);
    EXPECT_NE(outcome.exit_code, 0);
    expect_harmless(outcome.out);
    expect_harmless(outcome.err);
  }
}

TEST(HostileName, OfAPluginFileIsListedWithoutItsControls) {
  const TemporaryFolder folder;
  write(folder / ("plugins/" + steering + ".so"), "no library");
  Command command = gatewise(folder.path(), {"plugins", "list", "--why"});
  command.environment["GATEWISE_PLUGIN_PATH"] = (folder / "plugins").string();
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("\\u001b[2J"));
  expect_harmless(outcome.out);
}

/// Sixty sequences of four steps, whose title, classes and columns are hostile.
void write_hostile_dataset(const Workplace& work) {
  std::string rows = "g,l," + steering + "\n";
  for (int sequence = 0; sequence < 60; ++sequence) {
    for (int step = 0; step < 4; ++step)
      rows += fmt::format("{},{}{},{}\n", sequence, steering, sequence % 2, sequence % 2 + step);
  }
  write(work / "datasets/mine.csv", rows);
  const std::string name = toml_text(steering);
  write(work / "datasets/mine.toml", fmt::format("id = \"mine\"\ntitle = {}\nlicence = \"CC0-1.0\"\nsource = "
                                                 "\"test\"\ntask = \"sequence-classification\"\n[[file]]\npath = "
                                                 "\"mine.csv\"\n[columns]\ngroup = \"g\"\nlabel = \"l\"\nfeatures = "
                                                 "[{}]\n",
                                                 toml_text(steering + "<script>alert(1)</script>"), name));
}

TEST(HostileDataset, IsDescribedWithoutItsControls) {
  const Workplace work;
  write_hostile_dataset(work);
  const Outcome outcome = work.run({"data", "describe", "datasets/mine.toml"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\\u001b[2J"));
  expect_harmless(outcome.out);
}

TEST(HostileDataset, IsReportedWithoutItsControlsAndItsHtml) {
  std::string suite = small_suite();
  suite.replace(suite.find("\"telemetry-workload\""), 20, "\"mine\"\ntitle = " + toml_text(steering + "<b>\n# forged"));
  const Workplace work(suite);
  write_hostile_dataset(work);
  const Outcome outcome = work.run_suite();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_harmless(outcome.out);
  expect_harmless(outcome.err);
  const std::string markdown = bytes_of(work / "out/report.md");
  expect_harmless(markdown);
  EXPECT_THAT(markdown, HasSubstr("\\u001b[2J"));
  EXPECT_THAT(markdown, HasSubstr("&lt;script>"));
  EXPECT_THAT(markdown, Not(HasSubstr("<script>")));
  EXPECT_THAT(markdown, Not(HasSubstr("\n# forged")));
}

}  // namespace
}  // namespace gatewise::tests::hostile_shown_text_test
