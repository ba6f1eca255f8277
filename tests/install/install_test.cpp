// What `cmake --install` leaves is whole: the program finds its plugins, suites and data from any directory, and an
// author who has nothing but the prefix can build a plugin and have it measured.
#include "support/datasets.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

/// A cell that an author would write, in a project of its own.
constexpr const char* cmake_project = R"(cmake_minimum_required(VERSION 3.25)
project(mine LANGUAGES CXX)
find_package(gatewise REQUIRED COMPONENTS sdk)
gatewise_add_plugin(mine SOURCES mine.cpp)
)";

constexpr const char* plugin_source = R"(#include <gatewise/sdk.hpp>

namespace sdk = gatewise::sdk;

class Tanh {
 public:
  explicit Tanh(const sdk::Preparation& given) : spec_(given.spec) {
    const std::int64_t h = spec_.hidden;
    const auto copy = [](std::span<const float> values) { return std::vector<float>(values.begin(), values.end()); };
    w_ = copy(given.weights.get("weight_ih", {h, spec_.input}));
    u_ = copy(given.weights.get("weight_hh", {h, h}));
    b_ = copy(given.weights.get("bias_ih", {h}));
    const std::span<const float> more = given.weights.get("bias_hh", {h});
    for (std::size_t j = 0; j < b_.size(); ++j) b_[j] += more[j];
  }
  std::uint64_t state_bytes() const { return static_cast<std::uint64_t>(spec_.hidden) * sizeof(float); }
  sdk::Needs needs(std::int64_t, std::int64_t) const { return {state_bytes(), 0}; }
  void reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }
  void run(const sdk::Run& run) const {
    sdk::for_each_step(run, spec_, state_bytes(), [&](const float* x, std::byte* lane, float* y) {
      auto* h = reinterpret_cast<float*>(lane);
      for (std::int64_t j = 0; j < spec_.hidden; ++j) {
        float sum = b_[static_cast<std::size_t>(j)];
        for (std::int64_t i = 0; i < spec_.input; ++i) sum += w_[static_cast<std::size_t>(j * spec_.input + i)] * x[i];
        for (std::int64_t i = 0; i < spec_.hidden; ++i) sum += u_[static_cast<std::size_t>(j * spec_.hidden + i)] * h[i];
        y[j] = std::tanh(sum);
      }
      std::copy_n(y, spec_.hidden, h);
    });
  }
  sdk::Description describe() const {
    return {.implementation = "mine", .precision = "f32", .weights_bytes = (w_.size() + u_.size() + b_.size()) * sizeof(float)};
  }

 private:
  sdk::Spec spec_;
  std::vector<float> w_, u_, b_;
};

GATEWISE_PLUGIN((sdk::PluginInfo{.id = "mine", .version = "1.0.0", .summary = "an author's own"}), sdk::cell<Tanh>("rnn_tanh", "f32", "mine"))
)";

bool has(const std::string& program) { return run({{"sh", "-c", "command -v " + program}, "/"}).exit_code == 0; }

/// Installed once for all tests of this process.
class Installed : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    prefix_ = new TemporaryFolder();
    const Outcome outcome =
        tests::run({{"cmake", "--install", GATEWISE_BINARY_DIR, "--prefix", prefix_->path().string()}, "/"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  }
  static void TearDownTestSuite() {
    delete prefix_;
    prefix_ = nullptr;
  }

  /// Whether a suite's dataset, which has its name, is downloaded.
  static bool is_public(const std::string& suite) {
    const std::filesystem::path dataset = *prefix_ / "share/gatewise/suites/datasets" / (suite + ".toml");
    return std::filesystem::exists(dataset) && bytes_of(dataset).find("url = ") != std::string::npos;
  }
  static std::string program() { return (*prefix_ / "bin/gatewise").string(); }

  /// The installed program in a folder that is neither the source's nor the build's.
  static Outcome installed(const Workplace& work, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program());
    return tests::run({arguments, work.path()});
  }

  /// Builds the project against the prefix alone and gives the plugin's file.
  static std::filesystem::path build(const Workplace& work, const std::string& compiler) {
    write(work / "mine/CMakeLists.txt", cmake_project);
    write(work / "mine/mine.cpp", plugin_source);
    const std::vector<std::string> configure{"cmake",
                                             "-S",
                                             "mine",
                                             "-B",
                                             "mine-build",
                                             "-DCMAKE_PREFIX_PATH=" + prefix_->path().string(),
                                             "-DCMAKE_CXX_COMPILER=" + compiler,
                                             "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Werror",
                                             "-DCMAKE_BUILD_TYPE=Release"};
    const Outcome configured = tests::run({configure, work.path()});
    EXPECT_EQ(configured.exit_code, 0) << configured.out << configured.err;
    const Outcome built = tests::run({{"cmake", "--build", "mine-build"}, work.path()});
    EXPECT_EQ(built.exit_code, 0) << built.out << built.err;
    return work / "mine-build/mine.so";
  }

  static void expect_plugin_of(const std::string& compiler) {
    const Workplace work;
    const std::filesystem::path plugin = build(work, compiler);
    ASSERT_TRUE(std::filesystem::exists(plugin));
    const std::vector<std::string> symbols =
        lines_of(tests::run({{"nm", "-D", "--defined-only", plugin.string()}, work.path()}).out);
    EXPECT_EQ(symbols.size(), 1U) << ::testing::PrintToString(symbols);
    EXPECT_THAT(symbols, ::testing::Contains(EndsWith(" T gatewise_plugin_v0")));
    const Outcome outcome = installed(work, {"run", "small.toml", "--out", "out", "--plugin", plugin.string()});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json row = candidate_of(work.report(), "rnn_tanh-h4-l1/mine.f32");
    EXPECT_EQ(row.at("status"), "passed") << row.at("reason");
    EXPECT_EQ(row.at("implementation"), "mine");
  }

  static TemporaryFolder* prefix_;
};

TemporaryFolder* Installed::prefix_ = nullptr;

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
    if (entry.path().extension() != ".so") continue;
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
    if (is_public(suite) && data_mirror().empty()) continue;  // needs files that the installation does not carry
    std::vector<std::string> arguments{"plan", suite};
    if (is_public(suite)) arguments.insert(arguments.end(), {"--mirror", data_mirror().string()});
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

TEST_F(Installed, PluginBuiltOutOfTreeIsMeasured) { expect_plugin_of("c++"); }

TEST_F(Installed, PluginBuiltOutOfTreeWithClangIsMeasured) {
  if (!has("clang++")) GTEST_SKIP() << "clang++ is not installed";
  expect_plugin_of("clang++");
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
}  // namespace gatewise::tests
