// The component `sdk` needs no build: an author of plugins gets it from a configured tree, with a compiler and CMake
// alone.
#include <regex>

#include "install/installed.hpp"

namespace gatewise::tests::sdk_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// CMake breaks the lines of a message.
std::string in_one_line(const std::string& text) { return std::regex_replace(text, std::regex("\\s+"), " "); }

/// The SDK from a tree that is configured for it alone.
class Sdk : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder();
    const Outcome outcome = sh(R"(cmake -S "$0" -B build -DGATEWISE_SDK_ONLY=ON
cmake --install build --component sdk --prefix sdk)",
                               folder_->path());
    ASSERT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  /// $0 is the source tree.
  static Outcome sh(const std::string& line, const std::filesystem::path& folder) {
    return tests::run({{"sh", "-ec", line, GATEWISE_SOURCE_DIR}, folder, {{"CMAKE_PREFIX_PATH", sdk().string()}}});
  }
  static std::filesystem::path sdk() { return *folder_ / "sdk"; }

  /// What CMake says to a project that asks for this.
  static Outcome ask_for(const std::string& components) {
    const TemporaryFolder work;
    write(work / "CMakeLists.txt",
          "cmake_minimum_required(VERSION 3.25)\nproject(asking LANGUAGES CXX)\n"
          "find_package(gatewise REQUIRED COMPONENTS " +
              components + ")\n");
    return sh("cmake -B build", work.path());
  }

  static inline TemporaryFolder* folder_ = nullptr;
};

TEST_F(Sdk, LooksForNoLibraryOfTheProduct) {
  for (const std::string& line : lines_of(bytes_of(*folder_ / "build/CMakeCache.txt")))
    EXPECT_FALSE(std::regex_search(line, std::regex("^[A-Za-z0-9_]+_DIR:PATH=|LIBRAR|INCLUDE_DIR"))) << line;
}

TEST_F(Sdk, IsTheSameFromTheTreeOfTheProduct) {
  const TemporaryFolder prefix;
  const Outcome outcome = tests::run(
      {{"cmake", "--install", GATEWISE_BINARY_DIR, "--component", "sdk", "--prefix", prefix.path().string()}, "/"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::map<std::string, std::string> files = snapshot(prefix.path());
  for (const auto& [name, bytes] : snapshot(sdk())) EXPECT_EQ(files[name], bytes) << name;
  for (const auto& [name, bytes] : files) EXPECT_TRUE(std::filesystem::exists(sdk() / name)) << name;
}

class SdkScaffold : public Sdk, public ::testing::WithParamInterface<const char*> {};

TEST_P(SdkScaffold, IsBuiltWithTheSdkAloneAndProvenOnceThereIsAProgram) {
  const Workplace work;
  const std::string build = "cp -r " + (sdk() / "share/gatewise/scaffold" / GetParam()).string() +
                            " mine\ncmake -S mine -B build -DGATEWISE_PROGRAM=\n"
                            "cmake --build build --target plugin_my_backend\nctest --test-dir build";
  const Outcome built = sh(build, work.path());
  ASSERT_EQ(built.exit_code, 0) << built.out << built.err;
  EXPECT_THAT(built.out, HasSubstr("conformance.my_backend is disabled"));
  EXPECT_THAT(built.out, HasSubstr("Not Run (Disabled)"));
  const Outcome proven =
      sh("cmake -S mine -B build -DGATEWISE_PROGRAM=" GATEWISE_PROGRAM "\nctest --test-dir build", work.path());
  EXPECT_EQ(proven.exit_code, 0) << proven.out << proven.err;
  EXPECT_THAT(proven.out, HasSubstr("100% tests passed, 0 tests failed out of 1"));
}

INSTANTIATE_TEST_SUITE_P(Languages, SdkScaffold, ::testing::Values("c++", "c"),
                         [](const auto& tested) { return tested.param == std::string("c") ? "c" : "cpp"; });

TEST_F(Sdk, SaysWhatToDoWhereTheKitIsAskedFor) {
  const Outcome outcome = ask_for("sdk conformance");
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(in_one_line(outcome.err),
              HasSubstr("its component 'conformance' is not. Build Gatewise, then: cmake --install"));
}

TEST_F(Sdk, NamesTheComponentsWhereAnUnknownOneIsAskedFor) {
  const Outcome outcome = ask_for("skd");
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(in_one_line(outcome.err),
              HasSubstr("there is no component 'skd'; the components are sdk and conformance"));
}

/// The files that a component installs, relative to the prefix.
std::map<std::string, std::string> files_of(const std::string& component, const TemporaryFolder& prefix) {
  std::vector<std::string> words{"cmake", "--install", GATEWISE_BINARY_DIR, "--prefix", prefix.path().string()};
  if (!component.empty()) words.insert(words.end(), {"--component", component});
  const Outcome outcome = tests::run({words, "/"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::map<std::string, std::string> files = snapshot(prefix.path());
  std::erase_if(files, [](const auto& file) { return file.second == "(no file)"; });
  return files;
}

TEST(Components, EachFileBelongsToOneOfThree) {
  const TemporaryFolder whole;
  std::map<std::string, std::string> rest = files_of("", whole);
  for (const char* component : {"runtime", "sdk", "conformance"}) {
    const TemporaryFolder prefix;
    for (const auto& [name, bytes] : files_of(component, prefix))
      EXPECT_EQ(rest.erase(name), 1U) << component << " " << name;
  }
  for (const auto& [name, bytes] : rest) ADD_FAILURE() << name << " belongs to no component";
}

TEST(Components, ProgramWithoutTheSdkSaysWhereNewProjectsComeFrom) {
  const Workplace work;
  const TemporaryFolder prefix;
  files_of("runtime", prefix);
  expect_input_error(tests::run({{(prefix / "bin/gatewise").string(), "plugins", "new", "mine"}, work.path()}),
                     {"scaffold/c++", "'sdk'", "gatewise-dev"});
  EXPECT_FALSE(std::filesystem::exists(work / "mine"));
}

}  // namespace
}  // namespace gatewise::tests::sdk_test
