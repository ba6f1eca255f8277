#ifndef GATEWISE_CONFORMANCE_SUBJECT_HPP
#define GATEWISE_CONFORMANCE_SUBJECT_HPP

#include <cstdint>
#include <memory>
#include <vector>

#include "host/guarded_buffer.hpp"
#include "host/plugin.hpp"
#include "measure/parity/parity.hpp"

namespace gatewise {

/// One cell of a plugin at one shape: what a case is run on.
struct Subject {
  const Plugin& plugin;
  CellRequest request;
  std::int64_t threads_before = 0;  ///< that had been started in this process before the plugin was loaded

  std::int64_t input() const { return request.input; }
  std::int64_t hidden() const { return request.hidden; }
  /// Seeded, in the order of cell_parameters().
  std::vector<std::vector<float>> weights(std::uint64_t seed = 7) const;
  PreparedCell prepare() const;
  /// The prepared cell's description.
  CellDescription description() const;
  /// What two ways of computing the same may differ by: the error budget of parity.
  double allowed() const;
};

/// What calibration would have seen of random_values() and of a cell with such weights, with room.
inline constexpr CalibrationRanges standard_ranges{64, -6, 6, -4, 4};

/// Seeded standard normal values.
std::vector<float> random_values(std::int64_t count, std::uint64_t seed);

/// A prepared cell with buffers of its own for up to T steps of N lanes, all of them guarded: every call checks that
/// nothing was written outside, and throws PluginFailure where something was.
class CellDriver {
 public:
  CellDriver(const Subject& subject, std::int64_t most_steps, std::int64_t lanes);
  /// Drives an existing cell, which must outlive the driver.
  CellDriver(PreparedCell& cell, std::int64_t most_steps, std::int64_t lanes);

  void reset();
  void reset(const std::vector<std::int32_t>& lanes);
  /// x [T,N,I] → y [T,N,H]. Lengths may be empty; the host emulates them for a cell that lacks them.
  std::vector<float> run(const std::vector<float>& x, std::int64_t steps,
                         const std::vector<std::int32_t>& lengths = {});

  std::vector<std::byte> state() const;
  std::vector<std::byte> lane_state(std::int64_t lane) const;
  void set_state(const std::vector<std::byte>& bytes);
  PreparedCell& cell() { return *cell_; }
  const CellNeeds& needs() const { return needs_; }
  bool has_lengths() const { return has_lengths_; }

 private:
  std::unique_ptr<PreparedCell> own_;
  PreparedCell* cell_;
  std::int64_t lanes_;
  CellNeeds needs_;
  bool has_lengths_;
  GuardedBuffer state_;
};

}  // namespace gatewise

#endif
