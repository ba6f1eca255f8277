#include "training/shards.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <latch>
#include <mutex>

namespace gatewise {

struct Workers::Pool {
  explicit Pool(std::size_t others) : count(others), asio(std::max<std::size_t>(1, others)) {}
  std::size_t count;
  boost::asio::thread_pool asio;
};

Workers::Workers(std::int64_t threads)
    : pool_(std::make_unique<Pool>(static_cast<std::size_t>(std::max<std::int64_t>(1, threads) - 1))) {}

Workers::~Workers() { pool_->asio.join(); }

void Workers::run(std::size_t count, const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        task(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };
  const std::size_t helpers = std::min(pool_->count, count > 0 ? count - 1 : 0);
  std::latch done(static_cast<std::ptrdiff_t>(helpers));
  for (std::size_t i = 0; i < helpers; ++i) {
    boost::asio::post(pool_->asio, [&] {
      work();
      done.count_down();
    });
  }
  work();
  done.wait();
  if (failure) std::rethrow_exception(failure);
}

std::vector<std::vector<std::size_t>> make_shards(const std::vector<std::size_t>& batch) {
  std::vector<std::vector<std::size_t>> shards;
  for (std::size_t begin = 0; begin < batch.size(); begin += shard_size) {
    const std::size_t end = std::min(begin + shard_size, batch.size());
    shards.emplace_back(batch.begin() + static_cast<std::ptrdiff_t>(begin),
                        batch.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return shards;
}

}  // namespace gatewise
