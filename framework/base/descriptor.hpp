#ifndef GATEWISE_BASE_DESCRIPTOR_HPP
#define GATEWISE_BASE_DESCRIPTOR_HPP

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gatewise {

/// Throws InputError (DiskFull where nothing more fits): "<path>: cannot <verb>: <the system's reason>; <remedy>".
[[noreturn]] void fail_on_file(const char* verb, const std::filesystem::path& path, int code);

/// An open file, closed with this object. `path` is what messages call it; they are InputErrors.
class Descriptor {
 public:
  /// Takes over `fd`.
  Descriptor(int fd, std::filesystem::path path) : path_(std::move(path)), fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const { return fd_; }
  /// Gives it away: whoever takes it closes it.
  int release();
  std::string read_all() const;
  void write_all(std::string_view bytes) const;
  std::uintmax_t size() const;
  /// Shortens the file; false where the system refuses.
  bool cut(std::uintmax_t size) const;
  void sync() const;
  /// Appends and syncs, or leaves the file as it was; gives the offset of what was appended.
  std::uintmax_t append_and_sync(std::string_view bytes) const;

 private:
  std::filesystem::path path_;
  int fd_;
};

}  // namespace gatewise

#endif
