#ifndef GATEWISE_TRAINING_PACKED_BATCH_HPP
#define GATEWISE_TRAINING_PACKED_BATCH_HPP

#include <cstdint>
#include <vector>

#include "data/dataset.hpp"

namespace gatewise {

/// Sequences of different lengths without padding, time-major: lanes are sorted by falling length, and step t holds one
/// row for each lane that is still running. Masking is exact, since a padded step does not exist.
struct PackedBatch {
  std::vector<const Sequence*> lanes;   ///< by falling length; none is empty
  std::vector<std::int64_t> active;     ///< [T] lanes still running at step t
  std::vector<std::int64_t> first_row;  ///< [T] the row of step t's first lane
  std::int64_t rows = 0;                ///< the sum of all lengths

  std::int64_t steps() const { return static_cast<std::int64_t>(active.size()); }
  std::int64_t lane_count() const { return static_cast<std::int64_t>(lanes.size()); }
  std::int64_t row(std::int64_t step, std::int64_t lane) const {
    return first_row[static_cast<std::size_t>(step)] + lane;
  }
  /// The row that holds the same lane's step counted from its end: where a reversed direction reads.
  std::int64_t mirrored_row(std::int64_t step, std::int64_t lane) const {
    return row(lanes[static_cast<std::size_t>(lane)]->length - 1 - step, lane);
  }
};

/// Sequences of length 0 are left out: there is nothing to learn from them.
PackedBatch pack(std::vector<const Sequence*> sequences);

}  // namespace gatewise

#endif
