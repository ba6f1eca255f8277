#include "base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <random>
#include <sstream>

#include "base/descriptor.hpp"

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

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    fail_on_file("read", path, std::filesystem::is_directory(path) ? EISDIR : errno);
  }
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
