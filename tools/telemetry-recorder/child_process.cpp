#include "child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

extern char** environ;

namespace telemetry {
namespace {

/// The file actions and attributes of posix_spawn(3), released together.
class SpawnSettings {
 public:
  SpawnSettings() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes_, 0);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  void discard(int descriptor, int mode) {
    posix_spawn_file_actions_addopen(&actions_, descriptor, "/dev/null", mode, 0);
  }
  void read_from(int descriptor) { posix_spawn_file_actions_adddup2(&actions_, descriptor, STDIN_FILENO); }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

std::vector<char*> to_argv(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  return argv;
}

pid_t spawn(const std::vector<std::string>& arguments, const SpawnSettings& settings) {
  pid_t pid = -1;
  std::vector<char*> argv = to_argv(arguments);
  const int error = posix_spawnp(&pid, argv[0], settings.actions(), settings.attributes(), argv.data(), environ);
  if (error != 0) throw std::runtime_error("cannot start the program '" + arguments[0] + "'");
  return pid;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, ChildInput input) {
  int ends[2] = {-1, -1};
  SpawnSettings settings;
  settings.discard(STDOUT_FILENO, O_WRONLY);
  settings.discard(STDERR_FILENO, O_WRONLY);
  if (input == ChildInput::nothing) settings.discard(STDIN_FILENO, O_RDONLY);
  if (input == ChildInput::pipe) {
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("cannot create a pipe");
    settings.read_from(ends[0]);
    input_ = ends[1];
  }
  pid_ = spawn(arguments, settings);
  if (ends[0] >= 0) close(ends[0]);
}

ChildProcess::~ChildProcess() {
  if (input_ >= 0) close(input_);
  if (reaped_) return;
  // The group holds the compiler proper as well, which the driver started.
  kill(-pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool ChildProcess::has_ended() {
  if (!reaped_) reaped_ = waitpid(pid_, nullptr, WNOHANG) == pid_;
  return reaped_;
}

bool ChildProcess::feed(const std::vector<char>& bytes) const {
  return write(input_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
}

bool program_exists(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access(folder.append("/").append(name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

}  // namespace telemetry
