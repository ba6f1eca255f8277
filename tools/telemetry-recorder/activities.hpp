/// Small pieces of work, each call well under two milliseconds, that the
/// workloads are composed of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace telemetry {

/// Multiplies two square matrices: pure user time.
class MatrixActivity {
 public:
  /// `size` scales the edge of the matrices, 64 at 1.0.
  explicit MatrixActivity(double size);
  void step();

 private:
  std::size_t edge_;
  std::vector<float> left_;
  std::vector<float> right_;
  std::vector<float> product_;
};

/// Shuffles and sorts an array: pure user time.
class SortActivity {
 public:
  /// `size` scales the number of elements, 4096 at 1.0.
  SortActivity(double size, std::uint64_t seed);
  void step();

 private:
  std::mt19937_64 random_;
  std::vector<std::uint32_t> values_;
};

/// Hashes a block with 64-bit FNV-1a: pure user time.
class HashActivity {
 public:
  /// `size` scales the block, 128 KiB at 1.0.
  explicit HashActivity(double size);
  void step();

 private:
  std::vector<unsigned char> block_;
  std::uint64_t state_ = 14695981039346656037U;
};

/// Copies a file block by block inside the page cache: system time and page
/// allocations. The copy is cut to nothing before the kernel writes it to disk.
class CopyActivity {
 public:
  /// `size` scales the copied file, 8 MiB at 1.0. Files appear at the first step.
  CopyActivity(double size, std::string folder);
  ~CopyActivity();
  CopyActivity(const CopyActivity&) = delete;
  CopyActivity& operator=(const CopyActivity&) = delete;
  void step();

  /// Cuts the copy to nothing, so that no trace of it stays while others work.
  void start_over();

 private:
  void open_files();

  std::string folder_;
  std::size_t file_bytes_;
  std::size_t position_ = 0;
  std::vector<char> block_;
  int source_ = -1;
  int target_ = -1;
};

/// A block of text-like bytes that compresses to roughly a third.
std::vector<char> make_text(std::size_t bytes, std::uint64_t seed);

}  // namespace telemetry
