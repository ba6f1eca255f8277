#include "base/own_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <random>

#include "base/error.hpp"

namespace gatewise {
namespace {

constexpr int only_folders = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

[[noreturn]] void refuse_link(const std::filesystem::path& path) {
  throw InputError(
      fmt::format("{}: is a link, and what a run keeps must be in its own directory; put there what the link names, or "
                  "remove it",
                  path.string()));
}

/// What stands in the way of opening `name` in `folder`: a link is named as such.
[[noreturn]] void refuse_opening(const char* verb, int folder, const std::filesystem::path& name,
                                 const std::filesystem::path& path, int code) {
  struct stat found {};
  if (::fstatat(folder, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode)) refuse_link(path);
  fail_on_file(verb, path, code);
}

void refuse_if_special(const Descriptor& file, const std::filesystem::path& path) {
  struct stat found {};
  if (::fstat(file.get(), &found) != 0) fail_on_file("read", path, errno);
  if (S_ISDIR(found.st_mode)) fail_on_file("read", path, EISDIR);
  if (!S_ISREG(found.st_mode))
    throw InputError(fmt::format("{}: is no regular file, as all files of a run are; remove it", path.string()));
}

}  // namespace

OwnFile::OwnFile(std::filesystem::path root, std::filesystem::path name)
    : root_(std::move(root)), name_(std::move(name)) {
  const bool leaves = std::any_of(name_.begin(), name_.end(),
                                  [](const std::filesystem::path& part) { return !is_bare_name(part.string()); });
  if (name_.empty() || leaves)
    throw InputError(fmt::format("{}: '{}' is no name of a file in this directory", root_.string(), name_.string()));
}

OwnFile OwnFile::in_folder(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  return {folder.parent_path(), folder.filename() / file.filename()};
}

Descriptor OwnFile::open_folder() const {
  std::filesystem::path at = root_.empty() ? "." : root_;
  Descriptor folder(::open(at.c_str(), only_folders), at);
  if (folder.get() < 0) return folder;
  for (const std::filesystem::path& part : name_.parent_path()) {
    at /= part;
    const int inner = ::openat(folder.get(), part.c_str(), only_folders | O_NOFOLLOW);
    if (inner < 0 && errno != ENOENT) refuse_opening("open", folder.get(), part, at, errno);
    folder = Descriptor(inner, at);
    if (inner < 0) break;
  }
  return folder;
}

Descriptor OwnFile::open(int flags) const {
  const char* verb = (flags & O_ACCMODE) == O_RDONLY ? "read" : "write";
  const Descriptor folder = open_folder();
  if (folder.get() < 0) fail_on_file(verb, path(), ENOENT);
  const std::filesystem::path name = name_.filename();
  // A pipe would keep the opening waiting for its other end.
  const int file = ::openat(folder.get(), name.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
  if (file < 0) refuse_opening(verb, folder.get(), name, path(), errno);
  Descriptor opened(file, path());
  refuse_if_special(opened, path());
  return opened;
}

bool OwnFile::exists() const {
  const Descriptor folder = open_folder();
  struct stat found {};
  if (folder.get() < 0 || ::fstatat(folder.get(), name_.filename().c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0)
    return false;
  if (S_ISLNK(found.st_mode)) refuse_link(path());
  if (!S_ISREG(found.st_mode)) open(O_RDONLY);  // says what it is
  return true;
}

std::string OwnFile::read() const { return open(O_RDONLY).read_all(); }

Descriptor OwnFile::open_to_read() const { return open(O_RDONLY); }

Descriptor OwnFile::open_to_write() const { return open(O_RDWR | O_CREAT); }

Descriptor OwnFile::open_to_append() const { return open(O_WRONLY | O_CREAT | O_APPEND); }

void OwnFile::write_atomically(std::string_view bytes) const {
  const Descriptor folder = open_folder();
  if (folder.get() < 0) fail_on_file("write", path(), ENOENT);
  const std::string name = name_.filename().string();
  // Two machines may write into one directory of a shared file system, where a process id alone is not unique.
  const std::string temporary = fmt::format("{}.{}-{:08x}.tmp", name, ::getpid(), std::random_device{}());
  const int opened =
      ::openat(folder.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (opened < 0) fail_on_file("write", path(), errno);
  try {
    const Descriptor file(opened, path());
    file.write_all(bytes);
    file.sync();
    if (::renameat(folder.get(), temporary.c_str(), folder.get(), name.c_str()) != 0)
      fail_on_file("write", path(), errno);
  } catch (...) {
    ::unlinkat(folder.get(), temporary.c_str(), 0);
    throw;
  }
  ::fsync(folder.get());  // the name survives a loss of power; some file systems can't, and need not
}

std::uintmax_t OwnFile::append_and_sync(std::string_view bytes) const {
  const std::uintmax_t before = open_to_append().append_and_sync(bytes);
  if (before == 0) ::fsync(open_folder().get());
  return before;
}

void OwnFile::append_line(std::string_view bytes) const { open_to_append().write_all(bytes); }

void OwnFile::cut(std::uintmax_t size) const {
  if (!open(O_WRONLY).cut(size)) fail_on_file("write", path(), errno);
}

void OwnFile::remove() const {
  const Descriptor folder = open_folder();
  if (folder.get() < 0 || ::unlinkat(folder.get(), name_.filename().c_str(), 0) == 0 || errno == ENOENT) return;
  fail_on_file("remove", path(), errno);
}

bool is_bare_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

bool is_own_folder(const std::filesystem::path& folder) {
  std::error_code code;
  const std::filesystem::file_status found = std::filesystem::symlink_status(folder, code);
  if (!std::filesystem::exists(found)) return false;
  if (std::filesystem::is_symlink(found)) refuse_link(folder);
  if (!std::filesystem::is_directory(found))
    throw InputError(fmt::format("{}: is no folder, as a run has it; remove it", folder.string()));
  return true;
}

}  // namespace gatewise
