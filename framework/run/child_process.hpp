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
  void send(Json request);

  /// The next event, waiting at most `seconds`; empty when the time is up or the child has closed its side (see
  /// closed()).
  std::optional<Json> next(double seconds);
  /// Nothing more will come: the child closed its side, or has ended.
  bool closed() const { return closed_; }
  /// Whether the child itself has ended. A process that it left behind may still hold its descriptors.
  bool ended() const;
  int descriptor() const { return events_; }  ///< for poll(2)

  void kill();
  /// Waits for the end, a second at most, then kills; says how it was: "exit 3", "signal 11 (Segmentation fault)". What
  /// the child left behind in its group goes too.
  std::string end();

 private:
  std::optional<Json> take_line();
  void read_some();

  pid_t pid_ = -1;
  int requests_ = -1;
  int events_ = -1;
  bool closed_ = false;
  std::string buffer_;
  std::string nonce_;  // in every request and every answer: a line without it is a plugin's, not the trial's
};

/// Waits until one of the children has something to say or closes, at most `seconds`.
void wait_for_any(const std::vector<ChildProcess*>& children, double seconds);

}  // namespace gatewise

#endif
