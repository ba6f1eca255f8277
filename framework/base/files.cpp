#include "base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <random>
#include <sstream>

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace gatewise {
namespace {

Descriptor open_to_write(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (descriptor < 0) fail_on_file("write", path, errno);
  return {descriptor, path};
}

/// A name survives a loss of power once its folder is on the disk. Some file systems can't sync a folder; they need
/// not.
void sync_folder_of(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// Names what a path leads to that is no regular file.
const char* kind_of(mode_t mode) {
  if (S_ISFIFO(mode)) return "a named pipe";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return S_ISSOCK(mode) ? "a socket" : "something else";
}

/// Files that the kernel makes up while they are read.
bool is_made_up(const std::filesystem::path& path) {
  struct statfs system {};
  if (::statfs(path.c_str(), &system) != 0) return false;
  return system.f_type == PROC_SUPER_MAGIC || system.f_type == SYSFS_MAGIC || system.f_type == DEBUGFS_MAGIC ||
         system.f_type == TRACEFS_MAGIC;
}

}  // namespace

bool is_there(const std::filesystem::path& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

bool is_folder(const std::filesystem::path& path) {
  std::error_code code;
  return std::filesystem::is_directory(path, code);
}

std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> entries;
  std::error_code code;
  std::filesystem::directory_iterator entry(folder, code);
  for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code))
    entries.push_back(entry->path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

void require_regular_file(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail_on_file("read", path, errno);
  if (S_ISDIR(status.st_mode)) fail_on_file("read", path, EISDIR);
  if (!S_ISREG(status.st_mode)) {
    throw InputError(fmt::format("{}: is {}, no regular file; save what it gives in a file and name that",
                                 path.string(), kind_of(status.st_mode)));
  }
  if (is_made_up(path)) {
    throw InputError(
        fmt::format("{}: is made up by the kernel, no regular file; save a copy and name that", path.string()));
  }
}

std::string read_file(const std::filesystem::path& path) {
  require_regular_file(path);
  std::ifstream file(path, std::ios::binary);
  if (!file) fail_on_file("read", path, errno);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (file.bad()) fail_on_file("read", path, EIO);
  return std::move(bytes).str();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  // Two machines may write into one directory of a shared file system, where a process id alone is not unique.
  const std::filesystem::path temporary =
      path.string() + fmt::format(".{}-{:08x}.tmp", ::getpid(), std::random_device{}());
  try {
    const Descriptor file = open_to_write(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    file.write_all(bytes);
    file.sync();
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int code = errno;
    ::unlink(temporary.c_str());
    fail_on_file("write", path, code);
  }
  sync_folder_of(path);
}

std::uintmax_t append_and_sync(const std::filesystem::path& path, std::string_view bytes) {
  const std::uintmax_t before = open_to_write(path, O_WRONLY | O_CREAT | O_APPEND).append_and_sync(bytes);
  if (before == 0) sync_folder_of(path);
  return before;
}

void append_line(const std::filesystem::path& path, std::string_view bytes) {
  open_to_write(path, O_WRONLY | O_CREAT | O_APPEND).write_all(bytes);
}

}  // namespace gatewise
