#include "run/run_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include "base/error.hpp"

namespace gatewise {
namespace {

constexpr off_t whole = off_t{1} << 40;  // bytes of the lock file that stand for all of the work; none is written

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
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0)
    throw InputError(fmt::format("{}: cannot write: {}; give --out a directory that you may write", file.string(),
                                 std::strerror(errno)));
  return descriptor;
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

}  // namespace

RunLock::RunLock(const std::filesystem::path& file, const Shard& shard) : descriptor_(open_lock(file)) {
  struct flock part = part_of(shard);
  if (::fcntl(descriptor_, F_SETLK, &part) == 0) return;
  const int code = errno;
  const std::optional<pid_t> other = holder(descriptor_, part_of(shard));
  ::close(descriptor_);
  if (code != EACCES && code != EAGAIN)
    throw InputError(fmt::format("{}: cannot be locked: {}", file.string(), std::strerror(code)));
  throw InputError(fmt::format("{}: process {} works on this run; wait for its end, or give --out another directory",
                               file.parent_path().parent_path().string(), other.value_or(0)));
}

RunLock::~RunLock() { ::close(descriptor_); }

bool RunLock::shares() const { return holder(descriptor_, range_of(F_WRLCK, 0, whole)).has_value(); }

std::optional<pid_t> holder_of(const std::filesystem::path& lock_file) {
  const int descriptor = ::open(lock_file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  const std::optional<pid_t> other = holder(descriptor, range_of(F_WRLCK, 0, whole));
  ::close(descriptor);
  return other;
}

MachineTurn::MachineTurn(const std::filesystem::path& folder)
    : descriptor_(open_lock(folder / (machine_name() + ".lock"))) {}

MachineTurn::~MachineTurn() { ::close(descriptor_); }

bool MachineTurn::try_work() {
  struct flock range = range_of(F_RDLCK, 0, 1);
  return ::fcntl(descriptor_, F_SETLK, &range) == 0;
}

bool MachineTurn::try_measure() {
  struct flock range = range_of(F_WRLCK, 0, 1);
  return ::fcntl(descriptor_, F_SETLK, &range) == 0;
}

void MachineTurn::leave() {
  struct flock range = range_of(F_UNLCK, 0, 1);
  ::fcntl(descriptor_, F_SETLK, &range);
}

}  // namespace gatewise
