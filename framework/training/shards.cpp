#include "training/shards.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <latch>
#include <mutex>

#include "training/gemm.hpp"

namespace gatewise {

struct Workers::Pool {
  explicit Pool(std::size_t threads) : asio(threads) {}
  boost::asio::thread_pool asio;
};

Workers::Workers(std::int64_t threads) : pool_(std::make_unique<Pool>(static_cast<std::size_t>(threads))) {}

Workers::~Workers() { pool_->asio.join(); }

void Workers::run(std::size_t count, const std::function<void(std::size_t)>& task) {
  std::latch done(static_cast<std::ptrdiff_t>(count));
  std::exception_ptr failure;
  std::mutex mutex;
  for (std::size_t i = 0; i < count; ++i) {
    boost::asio::post(pool_->asio, [&, i] {
      try {
        use_one_gemm_thread();
        task(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::current_exception();
      }
      done.count_down();
    });
  }
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
