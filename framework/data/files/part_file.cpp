#include "data/files/part_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace gatewise {
namespace {

[[noreturn]] void fail_part(const char* verb, const std::filesystem::path& path, int code) {
  throw InputError(fmt::format("{}: cannot {}: {}", path.string(), verb, std::strerror(code)));
}

int lock(int fd) {
  int result = 0;
  do {
    result = ::flock(fd, LOCK_EX);
  } while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

PartFile::PartFile(const std::filesystem::path& target) : target_(target), path_(target.string() + ".part") {
  while (!open_and_lock()) ::close(fd_);
}

PartFile::~PartFile() {
  if (size_ == 0) ::unlink(path_.c_str());
  ::close(fd_);
}

bool PartFile::open_and_lock() {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) fail_part("write", path_, errno);
  struct stat mine {};
  struct stat there {};
  if (lock(fd_) != 0 || ::fstat(fd_, &mine) != 0) {
    const int code = errno;
    ::close(fd_);
    fail_part("lock", path_, code);
  }
  if (::stat(path_.c_str(), &there) != 0 || there.st_ino != mine.st_ino || there.st_dev != mine.st_dev) return false;
  size_ = static_cast<std::uint64_t>(mine.st_size);
  return true;
}

void PartFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_part("write", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    size_ += static_cast<std::uint64_t>(written);
  }
}

void PartFile::restart() {
  if (::ftruncate(fd_, 0) != 0) fail_part("write", path_, errno);
  size_ = 0;
}

void PartFile::keep() {
  if (::fsync(fd_) != 0) fail_part("sync", path_, errno);
  if (::rename(path_.c_str(), target_.c_str()) != 0) fail_part("rename", path_, errno);
}

void PartFile::discard() {
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT) fail_part("delete", path_, errno);
}

}  // namespace gatewise
