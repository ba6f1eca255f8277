#ifndef GATEWISE_TRAINING_SHARDS_HPP
#define GATEWISE_TRAINING_SHARDS_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace gatewise {

/// Sequences in a shard. A minibatch is cut into shards of this size whatever the number of threads, and their
/// gradients are added in order, so that the weights do not depend on it.
constexpr std::size_t shard_size = 16;

/// Threads that work through numbered tasks: the calling one and `threads` - 1 others.
class Workers {
 public:
  explicit Workers(std::int64_t threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Calls task(0) .. task(count - 1), each once, on the threads; returns when all are done. Rethrows the first
  /// exception, after the other tasks.
  void run(std::size_t count, const std::function<void(std::size_t)>& task);

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

/// How many shards a minibatch of so many sequences has: threads beyond that have nothing to do.
constexpr std::int64_t shards_of(std::int64_t batch_size) {
  const auto size = static_cast<std::int64_t>(shard_size);
  return (batch_size + size - 1) / size;
}

/// Cuts the indices into shards, in order.
std::vector<std::vector<std::size_t>> make_shards(const std::vector<std::size_t>& batch);

}  // namespace gatewise

#endif
