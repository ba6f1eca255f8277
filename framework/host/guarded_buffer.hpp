#ifndef GATEWISE_HOST_GUARDED_BUFFER_HPP
#define GATEWISE_HOST_GUARDED_BUFFER_HPP

#include <cstddef>
#include <string>

namespace gatewise {

/// Bytes at a 64-byte boundary between rows of canaries, and behind those pages that trap: what a plugin writes outside
/// is seen, what it reads or writes far outside ends in SIGSEGV. Filled with garbage, as the contract allows.
class GuardedBuffer {
 public:
  /// `name` is for messages: "the state". The end of the bytes lies less than 64 bytes in front of a trapping page.
  GuardedBuffer(std::string name, std::size_t bytes);
  GuardedBuffer(GuardedBuffer&& other) noexcept;
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(GuardedBuffer&&) = delete;
  ~GuardedBuffer();

  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }
  float* floats() { return reinterpret_cast<float*>(data_); }
  std::size_t size() const { return bytes_; }

  /// Throws PluginFailure (stage "run") that says which side of what was written to.
  void check() const;

  /// Names the buffer, among those alive, whose trapping pages hold this address, as "behind the state" or "in front of
  /// x"; empty where there is none. Safe in a signal handler.
  static const char* place_of(const void* address);

 private:
  bool is_canary(const std::byte* from, const std::byte* to) const;

  std::string name_, before_, behind_;
  std::size_t bytes_;
  std::size_t mapped_;
  std::byte* pages_;  // trapping page, data pages, trapping page
  std::byte* data_;
};

}  // namespace gatewise

#endif
