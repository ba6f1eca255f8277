#ifndef GATEWISE_TRAINING_MINIBATCH_HPP
#define GATEWISE_TRAINING_MINIBATCH_HPP

#include <cstdint>
#include <vector>

#include "data/task.hpp"
#include "training/packed_batch.hpp"

namespace gatewise {

/// What one thread works through: a shard of a minibatch, or of one window of it.
struct MinibatchShard {
  std::vector<Sequence> slices;  ///< a window's own steps, which `batch` points to; none where it is of whole ones
  PackedBatch batch;
  std::vector<std::size_t> lane_ids;  ///< of the packed lanes: their place in the minibatch
};

/// A minibatch of training sequences cut into shards of shard_size, and where `window` is not 0 into windows of so many
/// steps: all sequences end with the last window, so that each gets its last answers together with the others; the
/// first window of a sequence takes the remainder, so that its last one is never short. Memory is that of a window.
class Minibatch {
 public:
  /// `split` must outlive this.
  Minibatch(const Sequences& split, const std::vector<std::size_t>& members, std::int64_t window, Task task);

  std::int64_t windows() const { return windows_; }  ///< 1 where `window` is 0
  std::vector<MinibatchShard> shards(std::int64_t window) const;
  std::size_t size() const { return lanes_.size(); }
  std::size_t member(std::size_t lane_id) const { return lanes_[lane_id]; }  ///< its index in the split

 private:
  MinibatchShard shard(std::size_t begin, std::size_t end, std::int64_t window) const;
  MinibatchShard whole(std::size_t begin, std::size_t end) const;

  const Sequences& split_;
  std::vector<std::size_t> lanes_;  // behind each other by shard, in each by falling length
  std::int64_t window_;
  std::int64_t windows_ = 1;
  bool every_step_;
};

/// How many windows of so many steps a length takes.
constexpr std::int64_t windows_of(std::int64_t length, std::int64_t window) { return (length + window - 1) / window; }

/// Steps [begin, end) of a sequence. What is asked at every step comes with its steps; what is asked of the whole one,
/// where they hold its last step.
Sequence slice(const Sequence& sequence, std::int64_t begin, std::int64_t end, bool every_step);

}  // namespace gatewise

#endif
