// `plugins new` writes a project that an author who has nothing but the installed prefix can build, prove and measure.
#include <regex>

#include "install/installed.hpp"

namespace gatewise::tests::scaffold_test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

/// A language of the scaffold and a compiler for it.
struct Toolchain {
  std::string language;
  std::string compiler;  ///< of CMAKE_<LANG>_COMPILER
};

void PrintTo(const Toolchain& toolchain, std::ostream* out) {
  *out << toolchain.language << " with " << toolchain.compiler;
}

/// Trains minGRU for an epoch; its only other backend is the bundled one.
const std::string suite = R"(name = "small"
task = "sequence-classification"
dataset = "telemetry-workload"

[architectures]
families = ["mingru"]
hidden = [4]

[training]
epochs = 1
seeds = [1]

[backends]
use = ["mingru.f32"]

[measurement]
blocks = 2
block_steps = 50
)";

class Scaffold : public Installed, public ::testing::WithParamInterface<Toolchain> {};

TEST_P(Scaffold, IsBuiltProvenAndMeasuredFromThePrefixAlone) {
  const auto& [language, compiler] = GetParam();
  if (!has(compiler)) GTEST_SKIP() << compiler << " is not installed";
  const Workplace work(suite);
  const std::string variable = language == "c" ? "CC" : "CXX";
  const Outcome outcome = shell(work,
                                "gatewise plugins new mine --language " + language +
                                    "\ncmake -S mine -B mine/build -DCMAKE_" + (language == "c" ? "C" : "CXX") +
                                    "_FLAGS='-Wall -Wextra -Wpedantic -Werror'\n"
                                    "cmake --build mine/build\n"
                                    "ctest --test-dir mine/build --output-on-failure\n"
                                    "gatewise run small.toml --out out --plugin mine/build/mine.so\n",
                                variable + "=" + compiler);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("100% tests passed, 0 tests failed out of 1"));
  const std::vector<std::string> symbols =
      lines_of(tests::run({{"nm", "-D", "--defined-only", "mine/build/mine.so"}, work.path()}).out);
  EXPECT_THAT(symbols, ::testing::ElementsAre(EndsWith(" T gatewise_plugin_v0")));
  const Json row = candidate_of(work.report(), "mingru-h4-l1/mine.f32");
  EXPECT_EQ(row.at("status"), "passed") << row.at("reason");
  EXPECT_EQ(row.at("implementation"), "plain");
  EXPECT_EQ(candidate_of(work.report(), "mingru-h4-l1/mingru.f32").at("status"), "passed");
}

INSTANTIATE_TEST_SUITE_P(Languages, Scaffold,
                         ::testing::Values(Toolchain{"c++", "g++"}, Toolchain{"c++", "clang++"}, Toolchain{"c", "gcc"},
                                           Toolchain{"c", "clang"}),
                         [](const auto& tested) {
                           return std::regex_replace(tested.param.language + "_" + tested.param.compiler,
                                                     std::regex("\\+"), "p");
                         });

TEST(ScaffoldSource, CellIsAtMost45LinesLong) {
  for (const char* file : {"c++/cell.cpp", "c/cell.c"}) {
    int count = 0;
    bool comment = false;
    for (const std::string& line :
         lines_of(bytes_of(std::filesystem::path(GATEWISE_SOURCE_DIR) / "framework/sdk/scaffold" / file))) {
      const std::size_t at = line.find_first_not_of(' ');
      if (at == std::string::npos) continue;
      if (line.compare(at, 2, "/*") == 0) comment = true;
      if (!comment && line.compare(at, 2, "//") != 0) ++count;
      if (line.find("*/") != std::string::npos) comment = false;
    }
    EXPECT_LE(count, 45) << file;
    EXPECT_GT(count, 20) << file;
  }
}

TEST_F(Installed, NewPluginOverwritesNothingAndTakesNoUsedName) {
  const Workplace work;
  write(work / "mine/precious.txt", "kept");
  expect_input_error(installed(work, {"plugins", "new", "mine"}), {"mine", "not empty", "--dir"});
  EXPECT_EQ(bytes_of(work / "mine/precious.txt"), "kept");
  expect_input_error(installed(work, {"plugins", "new", "reference"}), {"reference", "already"});
  expect_input_error(installed(work, {"plugins", "new", "My-Backend"}), {"My-Backend", "lower-case"});
}

TEST_F(Installed, KitIsALibraryForAPluginsOwnTests) {
  const Workplace work;
  write(work / "kit/CMakeLists.txt", R"(cmake_minimum_required(VERSION 3.25)
project(kit LANGUAGES CXX)
find_package(gatewise REQUIRED COMPONENTS sdk conformance)
add_executable(prove prove.cpp)
target_link_libraries(prove PRIVATE gatewise::conformance)
)");
  write(work / "kit/prove.cpp", R"(#include <cstdio>
#include <gatewise/conformance.hpp>

int main(int, char** arguments) {
  int failed = 0;
  int passed = 0;
  gatewise::conformance::Options options;
  options.cell = "lstm";
  for (const gatewise::conformance::Result& result : gatewise::conformance::check(arguments[1], options)) {
    if (result.status == gatewise::conformance::Status::failed) ++failed;
    if (result.status == gatewise::conformance::Status::passed) ++passed;
    if (result.name == "allocations_are_declared")
      std::printf("%s %s\n", result.name.c_str(), gatewise::conformance::text(result.status));
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
)");
  const Outcome outcome =
      shell(work, "cmake -S kit -B kit/build\ncmake --build kit/build\nkit/build/prove " + (*prefix_ / "lib").string() +
                      "/*/gatewise/plugins/reference.so || kit/build/prove " + (*prefix_ / "lib").string() +
                      "/gatewise/plugins/reference.so\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(" passed, 0 failed"));
  EXPECT_THAT(outcome.out, HasSubstr(sanitized ? "allocations_are_declared" : "allocations_are_declared PASSED"));
}

}  // namespace
}  // namespace gatewise::tests::scaffold_test
