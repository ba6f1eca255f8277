// What --out may name, and what a run finds there.
#include "support/gatewise.hpp"

namespace gatewise::tests::output_directory_test {
namespace {

TEST(OutputDirectory, BelowARegularFileIsRefused) {
  const Workplace work;
  write(work / "file", "in the way");
  const auto before = snapshot(work.path());
  expect_input_error(work.run({"run", "small.toml", "--out", "file/out"}), {"file/out", "--out"});
  expect_input_error(work.run({"run", "small.toml", "--out", "file"}), {"file: is no directory", "--out"});
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(OutputDirectory, WithForeignFilesIsRefusedAndLeftAlone) {
  const Workplace work;
  write(work / "out/thesis.tex", "mine");
  const auto before = snapshot(work.path());
  expect_input_error(work.run_suite(), {"out: is not empty and holds no run", "--out"});
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(OutputDirectory, WithAnotherSuitesRunIsRefusedAndLeftAlone) {
  const Workplace work;
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const auto before = snapshot(work.path());
  expect_input_error(work.run_suite({"--set", "name=other"}),
                     {"out: holds a run of suite 'small', not of 'other'", "--out"});
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(OutputDirectory, MadeByHandAndEmptyIsTaken) {
  const Workplace work;
  std::filesystem::create_directory(work / "out");
  EXPECT_EQ(work.run_suite().exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(work / "out/report.json"));
}

TEST(OutputDirectory, ComesFromTheEnvironmentWhereTheCommandLineIsSilent) {
  const Workplace work;
  Command command = work.command({"run", "small.toml"});
  command.environment["GATEWISE_OUT"] = "elsewhere";
  EXPECT_EQ(run(command).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(work / "elsewhere/report.json"));
}

TEST(OutputDirectory, IsRunsBelowTheCurrentDirectoryByDefault) {
  const Workplace work;
  EXPECT_EQ(work.run({"run", "small.toml"}).exit_code, 0);
  const std::filesystem::directory_iterator runs(work / "runs");
  EXPECT_EQ(runs->path().filename().string().rfind("small-", 0), 0U);
}

TEST(Journal, WithATornLastLineGoesOnFromTheLineBefore) {
  const Workplace work;
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const std::vector<std::string> lines = lines_of(bytes_of(work.journal()));
  std::string kept;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) kept += lines[i] + "\n";
  write(work.journal(), kept + lines.back().substr(0, lines.back().size() / 2));
  EXPECT_EQ(work.run_suite().exit_code, 0);
  EXPECT_TRUE(bytes_of(work.journal()).substr(0, kept.size()) == kept) << "what was finished has changed";
  EXPECT_EQ(records_of(work.journal()).size(), lines.size() + 1) << "and a word about the host, which measures again";
  EXPECT_EQ(work.report().at("candidates").at(0).at("status"), "passed");
  EXPECT_TRUE(work.report().at("hosts").at(0).at("harness_floor_ns").is_number());
}

TEST(Journal, WithATornLastLineCanStillBeReported) {
  const Workplace work;
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const std::string whole = bytes_of(work.journal());
  write(work.journal(), whole + "{\"kind\": \"co");
  EXPECT_EQ(work.run({"report", "out"}).exit_code, 0);
}

}  // namespace
}  // namespace gatewise::tests::output_directory_test
