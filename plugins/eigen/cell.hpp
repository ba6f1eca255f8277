#ifndef GATEWISE_EIGEN_CELL_HPP
#define GATEWISE_EIGEN_CELL_HPP

#include <gatewise/sdk.hpp>
#include <new>

#include "isa.hpp"
#include "kernel.hpp"

namespace eigen {

/// Floats that begin on a cache line.
class AlignedFloats {
 public:
  explicit AlignedFloats(std::int64_t size)
      : size_(static_cast<std::size_t>(size)),
        data_(static_cast<float*>(::operator new (size_ * sizeof(float), std::align_val_t{64}))) {}
  AlignedFloats(const AlignedFloats&) = delete;
  AlignedFloats& operator=(const AlignedFloats&) = delete;
  ~AlignedFloats() { ::operator delete (data_, std::align_val_t{64}); }

  float* data() { return data_; }
  const float* data() const { return data_; }
  std::uint64_t bytes() const { return size_ * sizeof(float); }

 private:
  std::size_t size_;
  float* data_;
};

/// One layer in one direction, f32, one thread. State of a lane: h, and c behind it for the LSTM.
class Cell {
 public:
  Cell(const gatewise::sdk::Preparation& given, Isa isa);

  std::uint64_t state_bytes() const;
  gatewise::sdk::Needs needs(std::int64_t steps, std::int64_t lanes) const;
  void reset(std::byte* state) const;
  void run(const gatewise::sdk::Run& run) const;
  gatewise::sdk::Description describe() const;

 private:
  Isa isa_;
  const Kernel& kernel_;
  Layer layer_;
  AlignedFloats w_ih_, w_hh_, bias_;  // what layer_ points to
};

}  // namespace eigen

#endif
