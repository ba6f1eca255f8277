#ifndef GATEWISE_JOURNAL_RUN_LOCK_HPP
#define GATEWISE_JOURNAL_RUN_LOCK_HPP

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "journal/shard.hpp"

namespace gatewise {

/// A process's claim on its part of a run directory. Shards of one division stand side by side; another division, or
/// the same part again, is shut out. The system lets go of it when the process ends, however that comes: no lock is
/// ever stale. Until ready() every other claim waits, so that the directory is made by one at a time.
class RunLock {
 public:
  /// `file` is <run>/locks/run.lock. Throws InputError with the holder's pid where another process has a part of this
  /// one.
  RunLock(const std::filesystem::path& file, const Shard& shard);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  /// Whether another process works on another part.
  bool shares() const;
  /// The directory is as all shards will find it.
  void ready();

 private:
  int descriptor_;
};

/// The process that has a part of it; empty where nobody works there.
std::optional<pid_t> holder_of(const std::filesystem::path& lock_file);

/// One of a run's shards at a time, on whatever machine: for what all must agree on. Held until the object ends.
class SharedTurn {
 public:
  explicit SharedTurn(const std::filesystem::path& file);
  ~SharedTurn();
  SharedTurn(const SharedTurn&) = delete;
  SharedTurn& operator=(const SharedTurn&) = delete;

  /// False where another has it now: try again later.
  bool try_take();

 private:
  int descriptor_;
};

/// Takes turns among a run's shards on one machine: many train at a time, one measures, with nothing beside it.
class MachineTurn {
 public:
  explicit MachineTurn(const std::filesystem::path& folder);
  ~MachineTurn();
  MachineTurn(const MachineTurn&) = delete;
  MachineTurn& operator=(const MachineTurn&) = delete;

  /// False where others have it now: try again later.
  bool try_work();
  bool try_measure();
  void leave();

 private:
  int descriptor_;
};

}  // namespace gatewise

#endif
