// What a user sees.
#include <algorithm>

#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::terminal_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Columns of a line of UTF-8: every byte but those that go on with a character.
std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void expect_at_most_80_columns(const std::string& text) {
  for (const std::string& line : lines_of(text)) EXPECT_LE(columns(line), 80U) << line;
}

TEST(Terminal, HasNoLineOverEightyColumns) {
  const Workplace work(
      small_suite("[budget.edge]\nquality.accuracy = { min = 0.01 }\nlatency.streaming.p99 = { max = \"900us\" "
                  "}\nmemory.total = { max = \"1MiB\" }\n"
                  "[budget.tight]\nmemory.total = { max = \"1B\" }\n"));
  const Outcome outcome = work.run_suite(
      {"--plugin", test_plugin("crash_in_run").string(), "--plugin", test_plugin("refuses_size").string()});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("±"));
  expect_at_most_80_columns(outcome.out);
  expect_at_most_80_columns(work.run({"report", "out"}).out);
}

TEST(Terminal, HasNoLineOverEightyColumnsForTheLongestNames) {
  const Workplace work;
  const Outcome outcome =
      work.run_suite({"--set", R"(architectures.families=["gru_reset_before"])", "--set",
                      R"(architectures.direction=["bidirectional"])", "--set", "architectures.hidden=[16]", "--plugin",
                      "a_build_of_mine=" + (std::filesystem::path(GATEWISE_PLUGINS) / "reference.so").string()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("gru_reset_before-h16-l1-bi/a_build_of_mine.f32"));
  expect_at_most_80_columns(outcome.out);
}

TEST(Terminal, SaysOnceWhyCandidatesHaveNoFigureInsteadOfARowForEach) {
  const Workplace work(
      "task = 'cost-only'\n[architectures]\nfamilies = ['lstm']\nhidden = [4, 6]\nsteps = [5]\n"
      "direction = ['forward', 'bidirectional']\n[measurement]\nblocks = 2\nblock_steps = 50\n");
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_at_most_80_columns(outcome.out);
  for (const std::string& text : {outcome.out, bytes_of(work / "out/report.md")}) {
    EXPECT_THAT(text, HasSubstr("2 candidates have no figure here: UNSUPPORTED: a bidirectional model needs"));
    EXPECT_THAT(text, HasSubstr("lstm-h6-l1-i6-t5/reference.f32"));
    EXPECT_THAT(text, Not(HasSubstr("-bi/reference.f32")));
    EXPECT_THAT(text, Not(HasSubstr("INVALID")));
  }
}

TEST(Terminal, NamesWhoDidNotPassWhereNothingIsRanked) {
  const Workplace work(
      "task = 'cost-only'\n[architectures]\nfamilies = ['rnn_tanh']\nhidden = [4]\nsteps = [5]\n"
      "[measurement]\nblocks = 2\nblock_steps = 50\n");
  const Outcome outcome = work.run_suite({"--plugin", test_plugin("refuses_size").string()});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\nDid not pass:\n  rnn_tanh-h4-l1-i4-t5/refuses_size.f32: unsupported at"));
  EXPECT_THAT(bytes_of(work / "out/report.md"),
              HasSubstr("\n## Did not pass\n\n- `rnn_tanh-h4-l1-i4-t5/refuses_size.f32` unsupported at supports: "));
}

TEST(Terminal, ShowsNoBarAndNoEscapeCodesWhereThereIsNoTerminal) {
  const Workplace work;
  const Outcome outcome = work.run_suite();
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("report: "));
  EXPECT_EQ(outcome.out.find('\033'), std::string::npos);
  EXPECT_EQ(outcome.out.find('\r'), std::string::npos);
}

TEST(Terminal, TellsWhatHappensInPlainLinesWithVerbose) {
  const Workplace work;
  const Outcome outcome = work.run_suite({"-v"});
  EXPECT_THAT(outcome.err, HasSubstr("train rnn_tanh-h4-l1 seed 1: ok"));
  EXPECT_EQ(outcome.err.find('\033'), std::string::npos);
  EXPECT_EQ(outcome.err.find('\r'), std::string::npos);
}

TEST(Terminal, NamesTheReportThatIsThere) {
  const Workplace work;
  const std::vector<std::string> lines = lines_of(work.run_suite().out);
  ASSERT_FALSE(lines.empty());
  const std::string& last = lines.back();
  ASSERT_EQ(last.rfind("report: ", 0), 0U) << last;
  EXPECT_TRUE(std::filesystem::exists(work / last.substr(8)));
}

TEST(ReportFormat, JsonOnStdoutIsTheFile) {
  const Workplace work;
  ASSERT_EQ(work.run_suite().exit_code, 0);
  EXPECT_EQ(Json::parse(work.run({"report", "out", "--format", "json"}).out), work.report());
  EXPECT_EQ(work.run({"report", "out", "--format", "md"}).out, bytes_of(work / "out/report.md"));
}

TEST(Verbs, VersionAndHelpAreFine) {
  const TemporaryFolder folder;
  EXPECT_THAT(run(gatewise(folder.path(), {"--version"})).out, HasSubstr("gatewise 0."));
  const std::vector<std::vector<std::string>> all{{"--version"},
                                                  {"--help"},
                                                  {"-h"},
                                                  {"run", "--help"},
                                                  {"plan", "--help"},
                                                  {"report", "--help"},
                                                  {"doctor", "--help"},
                                                  {"plugins", "--help"},
                                                  {"plugins", "list", "--help"}};
  for (const std::vector<std::string>& arguments : all) {
    const Outcome outcome = run(gatewise(folder.path(), arguments));
    EXPECT_EQ(outcome.exit_code, 0) << arguments.back();
    EXPECT_NE(outcome.out, "") << arguments.back();
    EXPECT_EQ(outcome.err, "") << arguments.back();
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Verbs, UnknownOnesAndMissingArgumentsAreUsageErrors) {
  const TemporaryFolder folder;
  const std::vector<std::vector<std::string>> all{{},
                                                  {"rnu"},
                                                  {"run"},
                                                  {"run", "--no-such-option"},
                                                  {"report"},
                                                  {"report", "x", "--format", "pdf"},
                                                  {"plugins"},
                                                  {"plugins", "lits"},
                                                  {"run", "x.toml", "--effort", "huge"}};
  for (const std::vector<std::string>& arguments : all) {
    const Outcome outcome = run(gatewise(folder.path(), arguments));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err, "");
  }
}

TEST(Plan, WritesNothingAndStartsNothing) {
  const Workplace work;
  const auto before = snapshot(work.path());
  const Outcome outcome = work.run({"plan", "small.toml"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* trial :
       {"dataset  telemetry-workload", "train    rnn_tanh-h4-l1 seed 1", "quality  rnn_tanh-h4-l1/reference.f32 seed 1",
        "cost     rnn_tanh-h4-l1/reference.f32", "4 trials"}) {
    EXPECT_THAT(outcome.out, HasSubstr(trial));
  }
  expect_at_most_80_columns(outcome.out);
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(Plan, NamesTheTrialsThatARunDoes) {
  const Workplace work;
  const std::vector<std::string> arguments{"--plugin", test_plugin("stripped").string()};
  const std::string plan = work.run({"plan", "small.toml", arguments[0], arguments[1]}).out;
  ASSERT_EQ(work.run_suite(arguments).exit_code, 0);
  for (const Json& record : records_of(work.journal())) {
    if (record.at("kind") == "host" || record.at("kind") == "limits") continue;  // no trials
    if (record.at("subject") == "harness floor") continue;
    EXPECT_THAT(plan, HasSubstr(record.at("subject").get<std::string>() + " "));
  }
}

}  // namespace
}  // namespace gatewise::tests::terminal_test
