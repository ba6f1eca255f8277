#include "base/toml_table.hpp"

#include <gmock/gmock.h>
#include <toml++/toml.h>

#include <limits>

#include "base/error.hpp"

namespace gatewise::base_toml_table_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

auto refuses(const std::string& start, const std::string& part = "") {
  return ThrowsMessage<InputError>(AllOf(StartsWith(start), HasSubstr(part)));
}

/// A document that lives as long as the table that reads it.
struct Document {
  explicit Document(std::string_view text) : toml(toml::parse(text)), root(toml, "s.toml", "") {}
  toml::table toml;
  TomlTable root;
};

TEST(TomlTable, ReadsNumbersWrittenAsIntegersToo) {
  Document d("a = [1, 2.5]\nb = [1, true]\n");
  EXPECT_EQ(d.root.numbers("a", {}, 0, 9), (std::vector<double>{1, 2.5}));
  EXPECT_EQ(d.root.numbers("none", {4}, 0, 9), (std::vector<double>{4}));
  EXPECT_THAT([&] { d.root.numbers("a", {}, 2, 9); }, refuses("s.toml", "holds 1, which must lie in 2 to 9"));
  EXPECT_THAT([&] { d.root.numbers("b", {}, 0, 9); }, refuses("s.toml", "'b' must be an array of numbers"));
}

TEST(TomlTable, ReadsWhatIsWrittenAndFallsBackWhereNothingIs) {
  Document d("a = 'x'\nb = 3\nc = 2.5\nd = true\ne = ['p', 'q']\nf = [1, 2]\n");
  EXPECT_EQ(d.root.text("a"), "x");
  EXPECT_EQ(d.root.text("none", "y"), "y");
  EXPECT_EQ(d.root.integer("b", 0, 0, 9), 3);
  EXPECT_EQ(d.root.integer("none", 7, 0, 9), 7);
  EXPECT_EQ(d.root.number("c", 0, 0, 9), 2.5);
  EXPECT_TRUE(d.root.boolean("d", false));
  EXPECT_THAT(d.root.texts("e", {}), ElementsAre("p", "q"));
  EXPECT_THAT(d.root.texts("none", {"z"}), ElementsAre("z"));
  EXPECT_THAT(d.root.integers("f", {}, 0), ElementsAre(1, 2));
  EXPECT_NO_THROW(d.root.finish());
}

TEST(TomlTable, AnIntegerIsANumberButANumberIsNoInteger) {
  Document d("whole = 3\nbroken = 3.0\n");
  EXPECT_EQ(d.root.number("whole", 0, 0, 9), 3.0);
  EXPECT_THAT([&] { d.root.integer("broken", 0, 0, 9); }, refuses("s.toml:2:10: 'broken' must be an integer"));
}

TEST(TomlTable, AnUnknownKeyIsNamedWithItsPlaceAndTheNearestName) {
  Document d("[architectures]\nhidden = [1]\n  hiden = [2]\n");
  TomlTable table = d.root.table("architectures");
  table.integers("hidden", {}, 1);
  EXPECT_THAT([&] { table.finish(); },
              refuses("s.toml:3:3: unknown key 'hiden' in [architectures]; did you mean 'hidden'?"));
}

TEST(TomlTable, ATableThatNobodyAskedForIsAnUnknownKey) {
  Document d("[scenario]\nuse = []\n");
  d.root.has("scenarios");
  EXPECT_THAT([&] { d.root.finish(); }, refuses("s.toml:1:2: unknown key 'scenario'; did you mean 'scenarios'?"));
}

TEST(TomlTable, EveryWrongTypeIsNamedWithItsPlace) {
  Document d("a = 1\nb = 'x'\nc = true\nd = [1, 'x']\n");
  EXPECT_THAT([&] { d.root.text("a"); }, refuses("s.toml:1:5: 'a' must be a string"));
  EXPECT_THAT([&] { d.root.number("b", 0, 0, 1); }, refuses("s.toml:2:5: 'b' must be a number"));
  EXPECT_THAT([&] { d.root.number("c", 0, 0, 1); }, refuses("s.toml:3:5: 'c' must be a number"));
  EXPECT_THAT([&] { d.root.boolean("a", false); }, refuses("s.toml:1:5: 'a' must be true or false"));
  EXPECT_THAT([&] { d.root.texts("b", {}); }, refuses("s.toml:2:5: 'b' must be an array of strings"));
  EXPECT_THAT([&] { d.root.integers("d", {}, 0); }, refuses("s.toml:4:9: 'd' must be an array of integers"));
  EXPECT_THAT([&] { d.root.table("a"); }, refuses("s.toml:1:5: 'a' must be a table"));
  EXPECT_THAT([&] { d.root.tables("d"); }, refuses("s.toml:4:5: 'd' must be an array of tables"));
}

TEST(TomlTable, ValuesOutsideTheirRangeAreRefusedAndTheBoundsThemselvesAreNot) {
  Document d("low = 1\nhigh = 9\nout = 10\nnan = nan\nlist = [3, -1]\n");
  EXPECT_EQ(d.root.integer("low", 0, 1, 9), 1);
  EXPECT_EQ(d.root.integer("high", 0, 1, 9), 9);
  EXPECT_THAT([&] { d.root.integer("out", 0, 1, 9); }, refuses("s.toml:3:7: 'out' is 10, it must lie in 1 to 9"));
  EXPECT_THAT([&] { d.root.number("out", 0, 0, 9.5); }, refuses("s.toml:3:7: 'out' is 10", "0 to 9.5"));
  EXPECT_THAT([&] { d.root.number("nan", 0, -1e300, 1e300); }, refuses("s.toml:4:7: 'nan' is nan"));
  EXPECT_THAT([&] { d.root.integers("list", {}, 0); }, refuses("s.toml:5:8: 'list' holds -1, the least is 0"));
}

TEST(TomlTable, AMissingKeyIsNamedWithItsWholePath) {
  Document d("[file]\nbytes = 1\n");
  TomlTable table = d.root.table("file");
  EXPECT_THAT([&] { table.text("sha256"); }, refuses("s.toml:1:1: 'file.sha256' is missing"));
  TomlTable absent = d.root.table("columns");
  EXPECT_THAT([&] { absent.text("group"); }, refuses("s.toml: 'columns.group' is missing"));
}

TEST(TomlTable, AChoiceOutsideTheAllowedOnesNamesTheNearest) {
  Document d("schedule = 'cosinus'\n");
  EXPECT_THAT(
      [&] {
        d.root.choice("schedule", "constant", {"constant", "cosine"});
      },
      refuses("s.toml:1:12: 'schedule' is 'cosinus'; did you mean 'cosine'?"));
  EXPECT_EQ(d.root.choice("none", "constant", {"constant"}), "constant");
}

TEST(TomlTable, ArraysOfTablesKnowTheirIndex) {
  Document d("[[file]]\npath = 'a'\n[[file]]\nbytes = 2\n");
  std::vector<TomlTable> files = d.root.tables("file");
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].text("path"), "a");
  EXPECT_THAT([&] { files[1].text("path"); }, refuses("s.toml:3:1: 'file[1].path' is missing"));
  EXPECT_THAT(d.root.tables("none"), IsEmpty());
}

TEST(TomlTable, KeysComeInTheOrderWrittenAndAreKnownAfterwards) {
  Document d("zeta = 1\nalpha = 2\nmid = 3\n");
  EXPECT_THAT(d.root.keys(), ElementsAre("zeta", "alpha", "mid"));
  EXPECT_NO_THROW(d.root.finish());
}

TEST(OverrideToml, SetsNumbersArraysStringsAndTables) {
  Document d("[training]\nepochs = 30\nseeds = [1, 2, 3]\n");
  override_toml(d.toml, "training.epochs=5");
  override_toml(d.toml, "training.seeds=[7]");
  override_toml(d.toml, "training.learning_rate={ peak = 1e-3 }");
  override_toml(d.toml, "name=\"quoted\"");
  override_toml(d.toml, "title=two bare words");
  TomlTable training = d.root.table("training");
  EXPECT_EQ(training.integer("epochs", 0, 0, 99), 5);
  EXPECT_THAT(training.integers("seeds", {}, 0), ElementsAre(7));
  EXPECT_EQ(training.table("learning_rate").number("peak", 0, 0, 1), 1e-3);
  EXPECT_EQ(d.root.text("name"), "quoted");
  EXPECT_EQ(d.root.text("title"), "two bare words");
}

TEST(OverrideToml, MakesTheTablesOnTheWayAndKeepsTheirNeighbours) {
  Document d("[budget.edge]\nprefer = 'quality'\n");
  override_toml(d.toml, "budget.edge.memory.total={ max = \"1MiB\" }");
  override_toml(d.toml, "limits.silence=5s");
  TomlTable edge = d.root.table("budget").table("edge");
  EXPECT_EQ(edge.text("prefer"), "quality");
  EXPECT_EQ(edge.table("memory").table("total").text("max"), "1MiB");
  EXPECT_EQ(d.root.table("limits").text("silence"), "5s");
}

TEST(OverrideToml, RefusesWhatIsNoAssignment) {
  toml::table document = toml::parse("training = 3");
  EXPECT_THAT([&] { override_toml(document, "training.seeds"); },
              refuses("--set training.seeds: expected key=value", "training.seeds=[1]"));
  EXPECT_THAT([&] { override_toml(document, "=1"); }, refuses("--set =1: expected key=value"));
  EXPECT_THAT([&] { override_toml(document, "training.seeds=[1]"); },
              refuses("--set training.seeds=[1]: 'training' is not a table"));
}

TEST(OverrideToml, AFaultInAnOverrideNamesNoPlaceInTheFile) {
  Document d("# one line\n[training]\nepochs = 30\n");
  override_toml(d.toml, "training.epochs=many");
  TomlTable training = d.root.table("training");
  EXPECT_THAT([&] { training.integer("epochs", 0, 0, 99); }, refuses("s.toml: 'training.epochs' must be an integer"));
}

TEST(ParseToml, AMissingFileIsNamed) {
  EXPECT_THAT([] { parse_toml_file("/nowhere/s.toml"); }, refuses("/nowhere/s.toml: no such file"));
}

}  // namespace
}  // namespace gatewise::base_toml_table_test
