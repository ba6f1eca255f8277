#ifndef GATEWISE_DATA_FILES_PART_FILE_HPP
#define GATEWISE_DATA_FILES_PART_FILE_HPP

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace gatewise {

/// What has arrived of a download, kept as "<target>.part" between attempts and between runs. One process at a time has
/// it: the constructor waits for the file's lock, which ends with the object or with the process. An empty part is not
/// left behind. All functions throw InputError with the path and the system's reason.
class PartFile {
 public:
  explicit PartFile(const std::filesystem::path& target);
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile();

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }

  void append(std::string_view bytes);
  /// Forgets all that has arrived.
  void restart();
  /// Syncs, then renames to the target: a reader sees the whole file or none.
  void keep();
  /// Deletes the part.
  void discard();

 private:
  /// False where another process renamed or deleted the file between opening and locking it.
  bool open_and_lock();

  std::filesystem::path target_;
  std::filesystem::path path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace gatewise

#endif
