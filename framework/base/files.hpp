#ifndef GATEWISE_BASE_FILES_HPP
#define GATEWISE_BASE_FILES_HPP

#include <filesystem>
#include <string>
#include <string_view>

namespace gatewise {

/// A file's bytes. Throws InputError with the path and the system's reason.
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
