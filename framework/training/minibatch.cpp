#include "training/minibatch.hpp"

#include <algorithm>

#include "data/dataset.hpp"
#include "training/shards.hpp"

namespace gatewise {
namespace {

/// The values of steps [begin, end) where each of `length` steps has equally many.
template <class T>
std::vector<T> steps_of(const std::vector<T>& values, std::int64_t length, std::int64_t begin, std::int64_t end) {
  const std::int64_t width = static_cast<std::int64_t>(values.size()) / length;
  return {values.begin() + begin * width, values.begin() + end * width};
}

}  // namespace

Sequence slice(const Sequence& sequence, std::int64_t begin, std::int64_t end, bool every_step) {
  Sequence part;
  part.length = end - begin;
  part.features = steps_of(sequence.features, sequence.length, begin, end);
  part.tokens = steps_of(sequence.tokens, sequence.length, begin, end);
  part.scale = sequence.scale;
  part.offsets = sequence.offsets;
  if (every_step) {
    part.labels = steps_of(sequence.labels, sequence.length, begin, end);
    part.targets = steps_of(sequence.targets, sequence.length, begin, end);
  } else if (end == sequence.length) {
    part.labels = sequence.labels;
    part.targets = sequence.targets;
  }
  return part;
}

Minibatch::Minibatch(const Sequences& split, const std::vector<std::size_t>& members, std::int64_t window, Task task)
    : split_(split), lanes_(members), window_(window), every_step_(answers_every_step(task)) {
  // pack()'s own order, so that a lane's place is the same whether it is packed whole or in windows.
  for (std::size_t begin = 0; begin < lanes_.size(); begin += shard_size) {
    const auto first = lanes_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto end = lanes_.begin() + static_cast<std::ptrdiff_t>(std::min(begin + shard_size, lanes_.size()));
    std::stable_sort(first, end, [&](std::size_t a, std::size_t b) { return split[a].length > split[b].length; });
    if (window > 0) windows_ = std::max(windows_, windows_of(split[*first].length, window));
  }
}

std::vector<MinibatchShard> Minibatch::shards(std::int64_t window) const {
  std::vector<MinibatchShard> all;
  for (std::size_t begin = 0; begin < lanes_.size(); begin += shard_size)
    all.push_back(shard(begin, std::min(begin + shard_size, lanes_.size()), window));
  return all;
}

MinibatchShard Minibatch::whole(std::size_t begin, std::size_t end) const {
  MinibatchShard whole;
  std::vector<const Sequence*> lanes;
  for (std::size_t i = begin; i < end; ++i) lanes.push_back(&split_[lanes_[i]]);
  whole.batch = pack(std::move(lanes));
  for (std::size_t lane = 0; lane < whole.batch.lanes.size(); ++lane) whole.lane_ids.push_back(begin + lane);
  return whole;
}

MinibatchShard Minibatch::shard(std::size_t begin, std::size_t end, std::int64_t window) const {
  if (window_ == 0) return whole(begin, end);
  MinibatchShard cut;
  std::vector<std::size_t> ids;  // of the slices
  for (std::size_t i = begin; i < end; ++i) {
    const Sequence& sequence = split_[lanes_[i]];
    const std::int64_t left = (windows_ - 1 - window) * window_;  // steps behind this window
    if (sequence.length <= left) continue;                        // begins with a later one
    const std::int64_t to = sequence.length - left;
    cut.slices.push_back(slice(sequence, std::max<std::int64_t>(0, to - window_), to, every_step_));
    ids.push_back(i);
  }
  std::vector<const Sequence*> lanes;
  for (const Sequence& one : cut.slices) lanes.push_back(&one);
  cut.batch = pack(std::move(lanes));
  for (const Sequence* lane : cut.batch.lanes)
    cut.lane_ids.push_back(ids[static_cast<std::size_t>(lane - cut.slices.data())]);
  return cut;
}

}  // namespace gatewise
