// Files on the plugins' path: one that can't be used is one rejected entry, and what is no plugin is never loaded.
#include <ostream>

#include "support/gatewise.hpp"

namespace gatewise::tests::hostile_plugin_path_test {
namespace {

using ::testing::HasSubstr;

class PluginPath : public ::testing::TestWithParam<std::vector<std::string>> {
 protected:
  /// The verb with a folder of plugins on its path.
  Outcome outcome() const {
    Command command = work_.command(GetParam());
    command.environment["GATEWISE_PLUGIN_PATH"] = folder_.string();
    command.environment["GATEWISE_TEST_MARK"] = mark_.string();
    return run(command);
  }

  const Workplace work_;
  const std::filesystem::path folder_ = work_ / "plugins";
  const std::filesystem::path mark_ = work_ / "mark";
};

TEST_P(PluginPath, LeadsToNoConstructorOfALibraryThatIsNoPlugin) {
  std::filesystem::create_directories(folder_);
  std::filesystem::copy(test_plugin("leaves_mark"), folder_);
  EXPECT_EQ(outcome().exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(mark_)) << "it was loaded";
}

TEST_P(PluginPath, MayHoldALinkThatLeadsToItself) {
  std::filesystem::create_directories(folder_);
  std::filesystem::create_symlink("loop.so", folder_ / "loop.so");
  const Outcome found = outcome();
  EXPECT_EQ(found.exit_code, 0) << found.err;
}

TEST_P(PluginPath, MayItselfBeALinkThatLeadsToItself) {
  std::filesystem::create_symlink("plugins", folder_);
  const Outcome found = outcome();
  EXPECT_EQ(found.exit_code, 0) << found.err;
}

TEST_P(PluginPath, MayHoldAPluginWhoseAnswerNeverEnds) {
  std::filesystem::create_directories(folder_);
  std::filesystem::copy(test_plugin("endless_answer"), folder_);
  const Outcome found = outcome();
  EXPECT_EQ(found.exit_code, 0) << found.err;
}

INSTANTIATE_TEST_SUITE_P(Verbs, PluginPath,
                         ::testing::Values(std::vector<std::string>{"plugins", "list"},
                                           std::vector<std::string>{"plan", "small.toml"}),
                         [](const auto& verb) { return verb.param.front(); });

TEST(RejectedPlugin, IsListedWithTheReasonThatItsFileShows) {
  const Workplace work;
  std::filesystem::create_directories(work / "plugins");
  std::filesystem::copy(test_plugin("leaves_mark"), work / "plugins");
  std::filesystem::create_symlink("loop.so", work / "plugins/loop.so");
  std::filesystem::copy(test_plugin("endless_answer"), work / "plugins");
  Command command = work.command({"plugins", "list"});
  command.environment["GATEWISE_PLUGIN_PATH"] = (work / "plugins").string();
  const Outcome outcome = run(command);
  EXPECT_THAT(outcome.out, HasSubstr("leaves_mark.so: has no symbol 'gatewise_plugin_v0'; "));
  EXPECT_THAT(outcome.out, HasSubstr("loop.so: cannot be read: Too many levels of symbolic links; "));
  EXPECT_THAT(outcome.out, HasSubstr("endless_answer.so: writes to descriptors that are not its own"));
}

}  // namespace
}  // namespace gatewise::tests::hostile_plugin_path_test
