#ifndef GATEWISE_BASE_FILES_HPP
#define GATEWISE_BASE_FILES_HPP

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gatewise {

/// Whether something stands at the path, be it a link that leads nowhere; and whether it is a folder. Neither throws:
/// what can't be looked at is not there.
bool is_there(const std::filesystem::path& path);
bool is_folder(const std::filesystem::path& path);

/// Lists what a folder holds, sorted; nothing where it can't be read.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder);

/// Throws InputError with the path where it is no regular file: reading a named pipe or a device may never end, and
/// what /proc and /sys show has no size of its own.
void require_regular_file(const std::filesystem::path& path);

/// A regular file's bytes. Throws InputError with the path and the system's reason.
std::string read_file(const std::filesystem::path& path);

/// Writes to a temporary name beside `path`, syncs, then renames: a reader sees the old contents or the new, never a
/// part. Throws InputError with the path and the system's reason.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

/// Appends and syncs; gives the offset of what was appended. Throws InputError, and leaves the file as it was then.
std::uintmax_t append_and_sync(const std::filesystem::path& path, std::string_view bytes);

/// Appends, without waiting for the disk. Throws InputError.
void append_line(const std::filesystem::path& path, std::string_view bytes);

}  // namespace gatewise

#endif
