#ifndef GATEWISE_RUN_CHILD_PROCESS_HPP
#define GATEWISE_RUN_CHILD_PROCESS_HPP

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace gatewise {

/// What a child may use, and where its output goes.
struct ChildOptions {
  std::int64_t memory_bytes =
      0;  ///< address space; 0: unlimited. Not set in sanitizer builds, whose shadow memory is larger.
  std::filesystem::path log;  ///< stdout and stderr, appended
};

/// A child of this very program that works on one trial: requests go to its stdin, events come from its descriptor 3,
/// both as lines of JSON. It has a process group of its own, a clean environment, and dies with its parent.
class ChildProcess {
 public:
  /// Starts `gatewise trial`. Throws std::runtime_error where the system refuses.
  explicit ChildProcess(const ChildOptions& options);
  ~ChildProcess();  ///< ends the whole group where it still runs
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;

  /// One line to its stdin; a child that is gone makes this a no-op (its end shows in next()).
  void send(const Json& request);

  /// The next event, waiting at most `seconds`; empty when the time is up or the child has closed its side (see
  /// closed()).
  std::optional<Json> next(double seconds);
  bool closed() const { return closed_; }
  int descriptor() const { return events_; }  ///< for poll(2)

  void kill();
  /// Waits for the end and says how it was: "exit 3", "signal 11 (Segmentation fault)".
  std::string end();

 private:
  std::optional<Json> take_line();

  pid_t pid_ = -1;
  int requests_ = -1;
  int events_ = -1;
  bool closed_ = false;
  std::string buffer_;
};

/// Waits until one of the children has something to say or closes, at most `seconds`. Indices into the list.
std::vector<std::size_t> wait_for_any(const std::vector<ChildProcess*>& children, double seconds);

}  // namespace gatewise

#endif
