// A run that many tests look at. Each test is a process of its own, and a run takes seconds: the first that needs it
// makes it, the others take a copy, until the program, its plugins or the tests are built anew.
#ifndef GATEWISE_TESTS_SUPPORT_SHARED_RUN_HPP
#define GATEWISE_TESTS_SUPPORT_SHARED_RUN_HPP

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>

#include "support/gatewise.hpp"

namespace gatewise::tests {

/// Held by one process at a time; a process that dies lets it go.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder) : file_(::open(folder.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0 || ::flock(file_, LOCK_EX) != 0) throw std::runtime_error("cannot lock " + folder.string());
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock() { ::close(file_); }

 private:
  int file_;
};

/// What tells one build of the program, its plugins and these tests from another.
inline std::string build_identity() {
  std::vector<std::filesystem::path> files{"/proc/self/exe", GATEWISE_PROGRAM};
  for (const std::filesystem::path& folder : {std::filesystem::path(GATEWISE_PLUGINS), test_plugins}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::string identity;
  for (const std::filesystem::path& file : files) {
    identity += file.string() + " " + std::to_string(std::filesystem::file_size(file)) + " " +
                std::to_string(std::filesystem::last_write_time(file).time_since_epoch().count()) + "\n";
  }
  return identity;
}

/// Fills `work` with what `make` leaves in it. A `make` that fails a test leaves nothing to share. `name` is its own
/// among all tests.
inline void share_run(const Workplace& work, const std::string& name, const std::function<void()>& make) {
  const std::filesystem::path shared = std::filesystem::path(GATEWISE_BINARY_DIR) / "shared_runs" / name;
  std::filesystem::create_directories(shared);
  const FolderLock lock(shared);
  const std::string identity = build_identity();
  constexpr auto all = std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing;
  if (std::filesystem::exists(shared / "identity") && bytes_of(shared / "identity") == identity) {
    std::filesystem::copy(shared / "work", work.path(), all);
    return;
  }
  std::filesystem::remove(shared / "identity");
  std::filesystem::remove_all(shared / "work");
  make();
  if (::testing::Test::HasFailure()) return;
  std::filesystem::copy(work.path(), shared / "work", all);
  write(shared / "identity", identity);  // last: a copy that was broken off has none
}

/// `gatewise run small.toml --out out` and more, shared. Answers what it printed.
inline std::string share_run_of_suite(const Workplace& work, const std::string& name,
                                      const std::vector<std::string>& more = {}) {
  share_run(work, name, [&] {
    const Outcome outcome = work.run_suite(more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err << outcome.out;
    write(work / "printed", outcome.out);
  });
  return bytes_of(work / "printed");
}

}  // namespace gatewise::tests

#endif
