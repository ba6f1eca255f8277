#include "base/descriptor.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.hpp"

namespace gatewise {
namespace {

/// Says what the user can do about it.
const char* remedy(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      return "; free some space";
    case EROFS:
      return "; the file system is mounted read-only";
    default:
      return "";
  }
}

}  // namespace

void fail_on_file(const char* verb, const std::filesystem::path& path, int code) {
  const std::string message =
      fmt::format("{}: cannot {}: {}{}", path.string(), verb, std::strerror(code), remedy(code));
  if (code == ENOSPC || code == EDQUOT) throw DiskFull(message);
  throw InputError(message);
}

Descriptor::Descriptor(Descriptor&& other) noexcept : path_(std::move(other.path_)), fd_(other.release()) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);  // the other closes what was open here
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

int Descriptor::release() { return std::exchange(fd_, -1); }

std::string Descriptor::read_all() const {
  std::string bytes;
  std::array<char, 65536> part{};
  for (;;) {
    const ssize_t got = ::read(fd_, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_on_file("read", path_, errno);
    if (got == 0) return bytes;
    bytes.append(part.data(), static_cast<std::size_t>(got));
  }
}

void Descriptor::write_all(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_on_file("write", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::uintmax_t Descriptor::size() const { return static_cast<std::uintmax_t>(::lseek(fd_, 0, SEEK_END)); }

bool Descriptor::cut(std::uintmax_t size) const { return ::ftruncate(fd_, static_cast<off_t>(size)) == 0; }

void Descriptor::sync() const {
  if (::fsync(fd_) != 0) fail_on_file("sync", path_, errno);
}

std::uintmax_t Descriptor::append_and_sync(std::string_view bytes) const {
  const std::uintmax_t before = size();
  try {
    write_all(bytes);
    sync();
  } catch (...) {
    cut(before);  // a full disk can still do this; the failure before this one is what counts
    throw;
  }
  return before;
}

}  // namespace gatewise
