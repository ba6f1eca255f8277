// What `cmake --install` leaves is whole: the program finds its plugins, suites and data from any directory.
#include "base/json.hpp"
#include "data/dataset.hpp"
#include "install/installed.hpp"
#include "support/datasets.hpp"

namespace gatewise::tests::install_test {
namespace {

using ::testing::HasSubstr;

/// Whether a suite's dataset, which has its name, is downloaded.
bool is_public(const std::filesystem::path& suites, const std::string& suite) {
  const std::filesystem::path dataset = suites / "datasets" / (suite + ".toml");
  return std::filesystem::exists(dataset) && bytes_of(dataset).find("url = ") != std::string::npos;
}

TEST_F(Installed, ProgramFindsItsOwnPluginsAndNotTheBuildTrees) {
  const Workplace work;
  const Json plugins = Json::parse(installed(work, {"plugins", "list", "--json"}).out).at("plugins");
  for (const char* id : {"reference", "null"}) {
    const Json plugin = entry_of(plugins, "name", id);
    ASSERT_TRUE(plugin.is_object()) << id;
    EXPECT_EQ(plugin.at("file").get<std::string>().rfind(prefix_->path().string(), 0), 0U) << plugin.at("file");
  }
}

TEST_F(Installed, PluginsExportTheEntryAndNothingElse) {
  const Workplace work;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(prefix_->path())) {
    if (entry.path().extension() != ".so" || entry.path().parent_path().filename() != "plugins") continue;
    const std::vector<std::string> symbols =
        lines_of(tests::run({{"nm", "-D", "--defined-only", entry.path().string()}, "/"}).out);
    EXPECT_EQ(symbols.size(), 1U) << entry.path() << ::testing::PrintToString(symbols);
  }
}

TEST_F(Installed, TestPluginsAreLeftOut) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(prefix_->path())) {
    EXPECT_FALSE(std::filesystem::exists(test_plugin(entry.path().stem().string()))) << entry.path();
  }
}

TEST_F(Installed, SuitesAreFoundByNameFromAnyDirectory) {
  const Workplace work;
  for (const auto& entry : std::filesystem::directory_iterator(*prefix_ / "share/gatewise/suites")) {
    if (entry.path().extension() != ".toml") continue;
    const std::string suite = entry.path().stem().string();
    if (is_public(*prefix_ / "share/gatewise/suites", suite) && data_mirror().empty())
      continue;  // needs files that the installation does not carry
    std::vector<std::string> arguments{"plan", suite};
    if (is_public(*prefix_ / "share/gatewise/suites", suite))
      arguments.insert(arguments.end(), {"--mirror", data_mirror().string()});
    const Outcome outcome = installed(work, arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("nothing was started"));
  }
  EXPECT_EQ(installed(work, {"plan", "quickstart"}).exit_code, 0);
}

TEST_F(Installed, DatasetsAreFoundFromAnyDirectory) {
  const Workplace work;
  const Outcome listed = installed(work, {"data", "list"});
  EXPECT_EQ(listed.exit_code, 0);
  EXPECT_THAT(listed.out, HasSubstr("telemetry-workload"));
  EXPECT_EQ(installed(work, {"data", "describe", "telemetry-workload"}).exit_code, 0);
}

TEST_F(Installed, ProgramRunsASuite) {
  const Workplace work;
  const Outcome outcome = installed(work, {"run", "small.toml", "--out", "out"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(work.report().at("candidates").at(0).at("status"), "passed");
  EXPECT_TRUE(work.report().at("hosts").at(0).at("harness_floor_ns").is_number()) << "the null plugin was not found";
}

TEST_F(Installed, PrefixMayBeMoved) {
  const Workplace work;
  std::filesystem::copy(prefix_->path(), work / "moved", std::filesystem::copy_options::recursive);
  const Outcome outcome =
      tests::run({{(work / "moved/bin/gatewise").string(), "run", "small.toml", "--out", "out"}, work.path()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(Installed, HeaderOfTheAbiCompilesAloneAsCAndCpp) {
  const Workplace work;
  write(work / "alone.c", "#include <gatewise/abi.h>\nint main(void) { return GW_OK; }\n");
  const std::vector<std::pair<std::string, std::string>> languages{
      {"cc", "-xc -std=c11"},          {"cc", "-xc -std=c17"},    {"c++", "-xc++ -std=c++17"},
      {"c++", "-xc++ -std=c++20"},     {"clang", "-xc -std=c11"}, {"clang++", "-xc++ -std=c++17"},
      {"clang++", "-xc++ -std=c++20"},
  };
  for (const auto& [compiler, language] : languages) {
    if (!has(compiler)) continue;
    const std::string line = compiler + " " + language +
                             " -Wall -Wextra -Wpedantic -Wconversion -Werror -fsyntax-only -I" +
                             (*prefix_ / "include").string() + " alone.c";
    const Outcome outcome = tests::run({{"sh", "-c", line}, work.path()});
    EXPECT_EQ(outcome.exit_code, 0) << line << "\n" << outcome.err;
  }
}

TEST_F(Installed, HeadersNameNothingOfTheSourceOrBuildTree) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(prefix_->path())) {
    const std::string ending = entry.path().extension();
    if (ending != ".cmake" && ending != ".h" && ending != ".hpp") continue;
    const std::string text = bytes_of(entry.path());
    EXPECT_EQ(text.find(GATEWISE_SOURCE_DIR), std::string::npos) << entry.path();
    EXPECT_EQ(text.find(GATEWISE_BINARY_DIR), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace gatewise::tests::install_test
