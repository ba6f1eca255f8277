#include "journal/run_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include "base/error.hpp"
#include "base/own_file.hpp"

namespace gatewise {
namespace {

// Bytes of the lock file and what they stand for; none is written.
constexpr off_t whole = off_t{1} << 40;  // before it: all of the work, a range for each part
constexpr off_t setup = whole;           // the directory is being made
constexpr off_t divisions = whole + 1;   // one byte for each number of shards
constexpr off_t most_divisions = 1'000'000;

struct flock range_of(short type, off_t begin, off_t size) {
  struct flock range {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  range.l_start = begin;
  range.l_len = size;
  return range;
}

struct flock part_of(const Shard& shard) {
  const off_t begin = whole / shard.count * (shard.index - 1);
  return range_of(F_WRLCK, begin, shard.index == shard.count ? whole - begin : whole / shard.count);
}

int open_lock(const std::filesystem::path& file) {
  try {
    return OwnFile::in_folder(file).open_to_write().release();
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}; give --out a directory that you may write", error.what()));
  }
}

/// Who is in the way of this range.
std::optional<pid_t> holder(int descriptor, struct flock range) {
  if (::fcntl(descriptor, F_GETLK, &range) != 0 || range.l_type == F_UNLCK) return std::nullopt;
  return range.l_pid;
}

std::string machine_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0' ? name.data() : "this-machine";
}

/// Others that divide the work otherwise.
std::optional<pid_t> other_division(int descriptor, std::int64_t count) {
  const off_t own = divisions + count;
  const std::optional<pid_t> fewer = holder(descriptor, range_of(F_WRLCK, divisions, own - divisions));
  return fewer ? fewer : holder(descriptor, range_of(F_WRLCK, own + 1, divisions + most_divisions - own));
}

bool take(int descriptor, struct flock range) {
  if (::fcntl(descriptor, F_SETLK, &range) == 0) return true;
  if (errno == EACCES || errno == EAGAIN) return false;
  throw InputError(
      fmt::format("a run's directory cannot be locked: {}; give --out one on a file system with POSIX locks",
                  std::strerror(errno)));
}

/// Takes the part; the process that is in the way where it can't.
std::optional<pid_t> claim(int descriptor, const Shard& shard) {
  struct flock making = range_of(F_WRLCK, setup, 1);
  while (::fcntl(descriptor, F_SETLKW, &making) != 0 && errno == EINTR) {
  }
  if (const std::optional<pid_t> other = other_division(descriptor, shard.count)) return other;
  if (!take(descriptor, part_of(shard))) return holder(descriptor, part_of(shard)).value_or(0);
  take(descriptor, range_of(F_RDLCK, divisions + shard.count, 1));
  return std::nullopt;
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& file, const Shard& shard) : descriptor_(open_lock(file)) {
  std::optional<pid_t> other;
  try {
    other = claim(descriptor_, shard);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
  if (!other) return;
  ::close(descriptor_);
  throw InputError(fmt::format("{}: process {} works on this run; wait for its end, or give --out another directory",
                               file.parent_path().parent_path().string(), *other));
}

void RunLock::ready() {
  struct flock making = range_of(F_UNLCK, setup, 1);
  ::fcntl(descriptor_, F_SETLK, &making);
}

RunLock::~RunLock() { ::close(descriptor_); }

bool RunLock::shares() const { return holder(descriptor_, range_of(F_WRLCK, 0, whole)).has_value(); }

std::optional<pid_t> holder_of(const std::filesystem::path& lock_file) {
  const OwnFile file = OwnFile::in_folder(lock_file);
  if (!file.exists()) return std::nullopt;
  return holder(file.open_to_read().get(), range_of(F_WRLCK, 0, whole));
}

SharedTurn::SharedTurn(const std::filesystem::path& file) : descriptor_(open_lock(file)) {}

SharedTurn::~SharedTurn() { ::close(descriptor_); }

bool SharedTurn::try_take() { return take(descriptor_, range_of(F_WRLCK, 0, 1)); }

MachineTurn::MachineTurn(const std::filesystem::path& folder)
    : descriptor_(open_lock(folder / ("machine-" + machine_name() + ".lock"))) {}

MachineTurn::~MachineTurn() { ::close(descriptor_); }

bool MachineTurn::try_work() { return take(descriptor_, range_of(F_RDLCK, 0, 1)); }

bool MachineTurn::try_measure() { return take(descriptor_, range_of(F_WRLCK, 0, 1)); }

void MachineTurn::leave() {
  struct flock range = range_of(F_UNLCK, 0, 1);
  ::fcntl(descriptor_, F_SETLK, &range);
}

}  // namespace gatewise
