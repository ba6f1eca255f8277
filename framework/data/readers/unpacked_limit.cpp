#include "data/readers/unpacked_limit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace gatewise {
namespace {

/// deflate reaches 1032 where all bytes are alike; numbers and text stay below 20, and rows that are mostly zeros below
/// this.
constexpr std::uint64_t most_ratio = 100;
constexpr std::uint64_t always_allowed = std::uint64_t{256} << 20;

std::uint64_t bytes_at(const std::filesystem::path& path) {
  std::error_code code;
  const std::uintmax_t bytes = std::filesystem::file_size(path, code);
  return code ? 0 : bytes;
}

}  // namespace

UnpackedLimit::UnpackedLimit(std::uint64_t packed, std::string name)
    : name_(std::move(name)), packed_(packed), most_(std::max(always_allowed, most_ratio * packed)) {}

UnpackedLimit::UnpackedLimit(const std::filesystem::path& path) : UnpackedLimit(bytes_at(path), path.string()) {}

void UnpackedLimit::add(std::uint64_t bytes) {
  unpacked_ += bytes;
  if (unpacked_ <= most_) return;
  throw InputError(
      fmt::format("{}: unpacks to more than {} bytes, from {}; the most are {} times as many: unpack it "
                  "yourself where that is right, and name what comes out",
                  name_, most_, packed_, most_ratio));
}

}  // namespace gatewise
