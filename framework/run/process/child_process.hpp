#ifndef GATEWISE_RUN_PROCESS_CHILD_PROCESS_HPP
#define GATEWISE_RUN_PROCESS_CHILD_PROCESS_HPP

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// What a child may use, and where its output goes.
struct ChildOptions {
  ChildLimits limits;
  std::filesystem::path log;   ///< stdout and stderr, appended
  bool shares_output = false;  ///< they are this process's own instead: what the child prints is for the user
};

/// How a child ended, and what it had used.
struct ChildEnd {
  int signal = 0;  ///< 0: it ended by itself
  int exit_code = 0;
  std::int64_t peak_rss_bytes = 0;
  double cpu_seconds = 0;
  /// "exit 3", "signal 11 (Segmentation fault)"; where a limit explains it, the limit's name and what was used.
  std::string text(const ChildLimits& limits) const;
  /// Killed, and not by one of its limits.
  bool was_killed_from_outside(const ChildLimits& limits) const;
};

/// A child of this very program that works on one trial: requests go to its stdin, events come from its descriptor 3,
/// both as lines of JSON. It has a process group of its own, a clean environment, and dies with its parent.
class ChildProcess {
 public:
  /// Starts `gatewise trial`. Throws std::system_error where the system refuses.
  explicit ChildProcess(const ChildOptions& options);
  ~ChildProcess();  ///< ends the whole group where it still runs
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;

  /// One line to its stdin; a child that is gone makes this a no-op (its end shows in next()).
  void send(Json request);

  /// The next event, waiting at most `seconds`; empty when the time is up, the run is to stop now, or the child has
  /// closed its side (see closed()).
  std::optional<Json> next(double seconds);
  /// Nothing more will come: the child closed its side, or has ended.
  bool closed() const { return closed_; }
  /// Whether the child itself has ended. A process that it left behind may still hold its descriptors.
  bool ended() const;
  int descriptor() const { return events_; }  ///< for poll(2)

  void kill();
  /// Waits for the end, a second at most, then kills; says how it was. What the child left behind in its group goes
  /// too.
  ChildEnd end();
  pid_t pid() const { return pid_; }

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

/// From now on what a child's descendants leave behind becomes this process's child, wherever it hides.
void adopt_strays();

/// Ends this process's children that are in none of these children's groups: what ended trials have left behind.
void end_strays(const std::vector<const ChildProcess*>& children);

}  // namespace gatewise

#endif
