/// A program started in a process group of its own, killed and reaped at the end.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace telemetry {

/// Where the child reads from.
enum class ChildInput { nothing, pipe };

class ChildProcess {
 public:
  /// Starts `arguments[0]`, looked up in PATH; its output is discarded.
  ChildProcess(const std::vector<std::string>& arguments, ChildInput input);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// True once the child has ended; never blocks.
  bool has_ended();

  /// Writes to the child's input; false when the child no longer reads.
  bool feed(const std::vector<char>& bytes) const;

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  bool reaped_ = false;
};

/// True if a program of this name is found in PATH.
bool program_exists(const std::string& name);

}  // namespace telemetry
