#include "host/guarded_buffer.hpp"

#include <fmt/format.h>
#include <gatewise/abi.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

#include "host/failure.hpp"

namespace gatewise {
namespace {

constexpr std::byte canary{0x5A};
constexpr std::size_t alignment = 64;

std::size_t page_size() {
  static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

std::size_t rounded_up(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

/// What a signal handler may look at: no locks, no allocation.
struct Region {
  const std::byte* begin = nullptr;
  const std::byte* data = nullptr;
  const std::byte* end = nullptr;
  const char* before = nullptr;
  const char* behind = nullptr;
};
std::array<Region, 256> regions;
std::mutex regions_mutex;

void enter(const Region& region) {
  const std::scoped_lock lock(regions_mutex);
  const auto free = std::find_if(regions.begin(), regions.end(), [](const Region& r) { return r.begin == nullptr; });
  if (free != regions.end()) *free = region;
}

void leave(const std::byte* begin) {
  const std::scoped_lock lock(regions_mutex);
  for (Region& region : regions) {
    if (region.begin == begin) region = {};
  }
}

}  // namespace

GuardedBuffer::GuardedBuffer(std::string name, std::size_t bytes)
    : name_(std::move(name)),
      before_("in front of " + name_),
      behind_("behind " + name_),
      bytes_(bytes),
      mapped_(rounded_up(bytes + alignment, page_size()) + 2 * page_size()) {
  void* mapped = ::mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  pages_ = static_cast<std::byte*>(mapped);
  const std::size_t inner = mapped_ - 2 * page_size();
  if (::mprotect(pages_ + page_size(), inner, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
  std::memset(pages_ + page_size(), static_cast<int>(canary), inner);
  data_ = pages_ + page_size() + inner - rounded_up(bytes, alignment);
  enter({pages_, data_, pages_ + mapped_, before_.c_str(), behind_.c_str()});
}

GuardedBuffer::GuardedBuffer(GuardedBuffer&& other) noexcept
    : name_(std::move(other.name_)),
      before_(std::move(other.before_)),
      behind_(std::move(other.behind_)),
      bytes_(other.bytes_),
      mapped_(other.mapped_),
      pages_(std::exchange(other.pages_, nullptr)),
      data_(other.data_) {
  leave(pages_);
  enter({pages_, data_, pages_ + mapped_, before_.c_str(), behind_.c_str()});
}

GuardedBuffer::~GuardedBuffer() {
  if (pages_ == nullptr) return;
  leave(pages_);
  ::munmap(pages_, mapped_);
}

bool GuardedBuffer::is_canary(const std::byte* from, const std::byte* to) const {
  return std::all_of(from, to, [](std::byte b) { return b == canary; });
}

void GuardedBuffer::check() const {
  const std::byte* end = pages_ + mapped_ - page_size();
  // A write in front is looked for as far as the page reaches, at least a row of canaries away.
  const bool front = is_canary(std::max(pages_ + page_size(), data_ - 1024), data_);
  if (front && is_canary(data_ + bytes_, end)) return;
  throw PluginFailure(
      "run", GW_INTERNAL,
      fmt::format("writes {}, outside the {} bytes that are its own", front ? behind_ : before_, bytes_));
}

const char* GuardedBuffer::place_of(const void* address) {
  const auto* at = static_cast<const std::byte*>(address);
  for (const Region& region : regions) {
    if (region.begin != nullptr && at >= region.begin && at < region.end)
      return at < region.data ? region.before : region.behind;
  }
  return nullptr;
}

}  // namespace gatewise
