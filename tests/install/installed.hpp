// What `cmake --install` leaves, for tests of it.
#ifndef GATEWISE_TESTS_INSTALL_INSTALLED_HPP
#define GATEWISE_TESTS_INSTALL_INSTALLED_HPP

#include "support/gatewise.hpp"

namespace gatewise::tests {

inline bool has(const std::string& program) { return run({{"sh", "-c", "command -v " + program}, "/"}).exit_code == 0; }

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

  static std::string program() { return (*prefix_ / "bin/gatewise").string(); }

  /// The installed program in a folder that is neither the source's nor the build's.
  static Outcome installed(const Workplace& work, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program());
    return tests::run({arguments, work.path()});
  }

  /// A command line of a shell in the work place, with the installed program on the PATH and the installed package
  /// where CMake looks; `more` is of the environment.
  static Outcome shell(const Workplace& work, const std::string& line, const std::string& more = "") {
    const std::string prefix = prefix_->path().string();
    Command command{
        {"sh", "-ec", "export PATH=" + prefix + "/bin:$PATH CMAKE_PREFIX_PATH=" + prefix + " " + more + "\n" + line},
        work.path()};
    command.patience_seconds = 300;
    return tests::run(command);
  }

  static inline TemporaryFolder* prefix_ = nullptr;
};

}  // namespace gatewise::tests

#endif
