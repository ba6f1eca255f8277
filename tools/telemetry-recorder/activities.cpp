#include "activities.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace telemetry {
namespace {

constexpr std::size_t copy_block_bytes = std::size_t{128} * 1024;
constexpr std::uint64_t fnv_prime = 1099511628211U;

std::size_t scaled(double base, double factor) { return static_cast<std::size_t>(std::max(1.0, base * factor)); }

/// Keeps the optimiser from dropping work whose result nobody reads.
template <typename Value>
void keep(const Value& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

int open_or_throw(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("cannot create a working file in the temporary folder");
  return file;
}

}  // namespace

MatrixActivity::MatrixActivity(double size)
    : edge_(scaled(64, size)),
      left_(edge_ * edge_, 0.5F),
      right_(edge_ * edge_, 0.25F),
      product_(edge_ * edge_, 0.0F) {}

void MatrixActivity::step() {
  for (std::size_t row = 0; row < edge_; ++row) {
    for (std::size_t inner = 0; inner < edge_; ++inner) {
      const float factor = left_[row * edge_ + inner];
      for (std::size_t column = 0; column < edge_; ++column) {
        product_[row * edge_ + column] += factor * right_[inner * edge_ + column];
      }
    }
  }
  keep(product_);
}

SortActivity::SortActivity(double size, std::uint64_t seed) : random_(seed), values_(scaled(4096, size)) {}

void SortActivity::step() {
  for (std::uint32_t& value : values_) value = static_cast<std::uint32_t>(random_());
  std::sort(values_.begin(), values_.end());
  keep(values_);
}

HashActivity::HashActivity(double size) : block_(scaled(128 * 1024, size), 0x5a) {}

void HashActivity::step() {
  for (const unsigned char byte : block_) state_ = (state_ ^ byte) * fnv_prime;
  keep(state_);
}

CopyActivity::CopyActivity(double size, std::string folder)
    : folder_(std::move(folder)), file_bytes_(scaled(8.0 * 1024 * 1024, size)), block_(copy_block_bytes, 'c') {}

CopyActivity::~CopyActivity() {
  if (source_ < 0) return;
  close(source_);
  close(target_);
  unlink((folder_ + "/source").c_str());
  unlink((folder_ + "/target").c_str());
}

void CopyActivity::step() {
  if (source_ < 0) open_files();
  const auto offset = static_cast<off_t>(position_);
  if (pread(source_, block_.data(), block_.size(), 0) < 0) return;
  if (pwrite(target_, block_.data(), block_.size(), offset) < 0) return;
  position_ += block_.size();
  if (position_ >= file_bytes_) start_over();
}

void CopyActivity::open_files() {
  source_ = open_or_throw(folder_ + "/source");
  target_ = open_or_throw(folder_ + "/target");
  if (pwrite(source_, block_.data(), block_.size(), 0) < 0) {
    throw std::runtime_error("cannot write to the temporary folder");
  }
}

void CopyActivity::start_over() {
  if (position_ == 0) return;
  position_ = 0;
  if (ftruncate(target_, 0) != 0) throw std::runtime_error("cannot empty a working file");
}

std::vector<char> make_text(std::size_t bytes, std::uint64_t seed) {
  static const char* const words[] = {
      "counter ", "session ", "0x3f", "idle\n", "gate ", "load=", "17 ", "memory ", "and ", "network ", "of ", "time;"};
  std::mt19937_64 random(seed);
  std::string text;
  while (text.size() < bytes) {
    text += words[random() % std::size(words)];
    text += static_cast<char>('a' + random() % 26);
  }
  return std::vector<char>(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bytes));
}

}  // namespace telemetry
