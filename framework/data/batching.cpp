#include "data/batching.hpp"

#include <algorithm>
#include <numeric>

namespace gatewise {

std::vector<std::vector<std::size_t>> make_batches(const std::vector<std::int64_t>& lengths, const Batching& batching,
                                                   Random& random) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(order);
  const auto size = static_cast<std::size_t>(batching.size);
  if (batching.strategy == "bucket") {
    const std::size_t window = 50 * size;
    for (std::size_t begin = 0; begin < order.size(); begin += window) {
      const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(begin + window, order.size()));
      std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin), end,
                       [&](std::size_t a, std::size_t b) { return lengths[a] < lengths[b]; });
    }
  }
  std::vector<std::vector<std::size_t>> batches;
  for (std::size_t begin = 0; begin < order.size(); begin += size) {
    const std::size_t end = std::min(begin + size, order.size());
    batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(begin),
                         order.begin() + static_cast<std::ptrdiff_t>(end));
  }
  random.shuffle(batches);
  return batches;
}

double padded_share(const std::vector<std::int64_t>& lengths, const std::vector<std::vector<std::size_t>>& batches) {
  std::int64_t real = 0;
  std::int64_t padded = 0;
  for (const std::vector<std::size_t>& batch : batches) {
    std::int64_t longest = 0;
    for (const std::size_t i : batch) {
      longest = std::max(longest, lengths[i]);
      real += lengths[i];
    }
    padded += longest * static_cast<std::int64_t>(batch.size());
  }
  return padded == 0 ? 0.0 : 1.0 - static_cast<double>(real) / static_cast<double>(padded);
}

}  // namespace gatewise
