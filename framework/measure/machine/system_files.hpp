// Files by which Linux says what the machine is and does. Nothing here fails: what can't be read is absent.
#ifndef GATEWISE_MEASURE_MACHINE_SYSTEM_FILES_HPP
#define GATEWISE_MEASURE_MACHINE_SYSTEM_FILES_HPP

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gatewise {

/// Where the system's files are; tests point it at a folder of their own.
struct SystemFiles {
  std::filesystem::path proc = "/proc";
  std::filesystem::path sys = "/sys";
};

/// The whole file. Absent where it can't be opened or read.
std::optional<std::string> read_text(const std::filesystem::path& file);

/// The first line without its end. Absent where the file can't be read or the line is empty.
std::optional<std::string> first_line(const std::filesystem::path& file);

/// The value of the first line "key: value", "key : value" or "key value". Absent where no line has the key.
std::optional<std::string> value_of(std::string_view text, std::string_view key);

/// The number that a text begins with, after blanks. Absent where it begins with none.
std::optional<std::int64_t> leading_integer(std::string_view text);
std::optional<double> leading_number(std::string_view text);

/// A file that is read again and again: it is opened once.
class KeptFile {
 public:
  KeptFile() = default;
  explicit KeptFile(const std::filesystem::path& file);
  KeptFile(KeptFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  KeptFile& operator=(KeptFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  KeptFile(const KeptFile&) = delete;
  KeptFile& operator=(const KeptFile&) = delete;
  ~KeptFile();

  /// What the file holds now. Absent where it couldn't be opened or can't be read.
  std::optional<std::string> read() const;

 private:
  int descriptor_ = -1;
};

}  // namespace gatewise

#endif
