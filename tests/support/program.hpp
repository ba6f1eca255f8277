// Running programs the way a user does: arguments, environment, working directory; what comes back is the exit code and
// what was printed.
#ifndef GATEWISE_TESTS_SUPPORT_PROGRAM_HPP
#define GATEWISE_TESTS_SUPPORT_PROGRAM_HPP

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/files.hpp"

namespace gatewise::tests {

struct Command {
  std::vector<std::string> words;  ///< the program first, looked up in PATH unless it is a path
  std::filesystem::path folder;    ///< the working directory
  std::map<std::string, std::string> environment = {};
  double patience_seconds = 300;  ///< a program that takes longer is ended, and the test fails
};

struct Outcome {
  int exit_code = -1;  ///< -1: ended by a signal
  std::string out;
  std::string err;
};

/// A program at work, in a process group of its own that ends with this object.
class StartedProgram {
 public:
  explicit StartedProgram(const Command& command) : command_(command) {
    // Files in memory instead of pipes: they neither fill up nor keep a reader waiting for whoever inherited them.
    out_ = ::memfd_create("stdout", MFD_CLOEXEC);
    err_ = ::memfd_create("stderr", MFD_CLOEXEC);
    std::vector<std::string> words = command.words;
    std::vector<std::string> environment = environment_of(command);
    const std::vector<char*> argv = pointers(words);
    const std::vector<char*> envp = pointers(environment);
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("cannot fork");
    if (pid_ > 0) return;
    ::setpgid(0, 0);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(out_, STDOUT_FILENO);
    ::dup2(err_, STDERR_FILENO);
    if (::chdir(command.folder.c_str()) == 0) ::execvpe(argv.front(), argv.data(), envp.data());
    ::_exit(127);
  }
  StartedProgram(const StartedProgram&) = delete;
  StartedProgram& operator=(const StartedProgram&) = delete;
  ~StartedProgram() {
    if (pid_ > 0) {
      kill();
      wait();
    }
    ::close(out_);
    ::close(err_);
  }

  /// SIGKILL to the program alone; its children have to notice for themselves.
  void kill() { signal(SIGKILL); }
  void signal(int number) { ::kill(pid_, number); }
  pid_t pid() const { return pid_; }
  std::string err_so_far() const { return contents(err_); }

  /// Whether it ends by itself within so many seconds.
  bool ends_within(double seconds) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    siginfo_t info{};
    while (std::chrono::steady_clock::now() < deadline) {
      if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid_)
        return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
  }

  /// Waits for the end; a program that takes too long is ended with its group, and the test fails.
  Outcome wait() {
    int status = 0;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(command_.patience_seconds);
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
      if (std::chrono::steady_clock::now() > deadline) {
        ADD_FAILURE() << command_.words.front() << " did not end within " << command_.patience_seconds << " s";
        ::kill(-pid_, SIGKILL);
        ::waitpid(pid_, &status, 0);
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    ::kill(-pid_, SIGKILL);
    pid_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(out_), contents(err_)};
  }

 private:
  /// This process's variables without Gatewise's own, then the command's.
  static std::vector<std::string> environment_of(const Command& command) {
    std::map<std::string, std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string text = *entry;
      const std::string name = text.substr(0, text.find('='));
      if (name.rfind("GATEWISE_", 0) != 0) all[name] = text.substr(name.size() + 1);
    }
    for (const auto& [name, value] : command.environment) all[name] = value;
    std::vector<std::string> texts;
    for (const auto& [name, value] : all) texts.push_back(name + "=" + value);
    return texts;
  }

  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
  }

  static std::string contents(int descriptor) { return bytes_of("/proc/self/fd/" + std::to_string(descriptor)); }

  Command command_;
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
};

inline Outcome run(const Command& command) { return StartedProgram(command).wait(); }

/// Processes that work in this folder: what a run started there and left behind.
inline std::vector<std::string> processes_in(const std::filesystem::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry.path() / "cwd", gone) != folder || gone) continue;
    found.push_back(entry.path().filename().string());
  }
  return found;
}

/// Ends what a failed test has left there.
inline void end_processes_in(const std::filesystem::path& folder) {
  for (const std::string& process : processes_in(folder)) ::kill(std::stoi(process), SIGKILL);
}

/// Waits for the condition, ten seconds at most by default; what it waits for happens soon or never.
template <class Condition>
bool comes_true(Condition condition, double patience_seconds = 10) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience_seconds);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace gatewise::tests

#endif
