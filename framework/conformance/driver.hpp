#ifndef GATEWISE_CONFORMANCE_DRIVER_HPP
#define GATEWISE_CONFORMANCE_DRIVER_HPP

#include <cstdint>
#include <vector>

#include "host/lengths.hpp"
#include "host/plugin.hpp"

namespace gatewise {

/// Seeded weights in the order of cell_parameters().
std::vector<std::vector<float>> driver_weights(const CellRequest& request);

/// What calibration would have seen of random_values() and of a cell with such weights, with room.
inline constexpr CalibrationRanges standard_ranges{64, -6, 6, -4, 4};

PreparedCell prepare_seeded(const Plugin& plugin, const CellRequest& request);

/// A prepared cell with seeded weights and buffers for up to T steps of N lanes.
class CellDriver {
 public:
  CellDriver(const Plugin& plugin, const CellRequest& request, std::int64_t most_steps, std::int64_t lanes);

  void reset() { cell_.reset(state_.data(), nullptr, lanes_); }
  /// x [T,N,I] → y [T,N,H]; lengths may be empty.
  std::vector<float> run(const std::vector<float>& x, std::int64_t steps, const std::vector<std::int32_t>& lengths);

  PreparedCell& cell() { return cell_; }
  const CellNeeds& needs() const { return needs_; }
  std::vector<std::byte> state() const { return {state_.data(), state_.data() + state_.size()}; }
  void set_state(const std::vector<std::byte>& bytes);

 private:
  PreparedCell cell_;
  std::int64_t lanes_;
  CellNeeds needs_;
  bool has_lengths_;
  AlignedBuffer state_;
};

/// Seeded standard normal values.
std::vector<float> random_values(std::size_t count, std::uint64_t seed);

}  // namespace gatewise

#endif
