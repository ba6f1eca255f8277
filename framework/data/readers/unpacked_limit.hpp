#ifndef GATEWISE_DATA_READERS_UNPACKED_LIMIT_HPP
#define GATEWISE_DATA_READERS_UNPACKED_LIMIT_HPP

#include <cstdint>
#include <filesystem>
#include <string>

namespace gatewise {

/// How far a packed file may unpack: a few megabytes can hold gigabytes of zeros.
class UnpackedLimit {
 public:
  /// A file at `path` of `packed` bytes, which a message calls `name`.
  UnpackedLimit(std::uint64_t packed, std::string name);
  explicit UnpackedLimit(const std::filesystem::path& path);

  /// So many bytes more have come out. Throws InputError beyond the limit.
  void add(std::uint64_t bytes);

 private:
  std::string name_;
  std::uint64_t packed_;
  std::uint64_t most_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace gatewise

#endif
