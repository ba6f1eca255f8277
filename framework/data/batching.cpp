#include "data/batching.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "base/json.hpp"

namespace gatewise {
namespace {

using Order = std::vector<std::size_t>;

std::int64_t longest_of(const std::vector<std::int64_t>& lengths, const Order& members) {
  std::int64_t longest = 0;
  for (const std::size_t i : members) longest = std::max(longest, lengths[i]);
  return longest;
}

/// Cuts the order into batches of `size`; `length` of 0: each batch's longest.
void append_batches(const std::vector<std::int64_t>& lengths, const Order& order, std::size_t size, std::int64_t length,
                    std::vector<Batch>& batches) {
  for (std::size_t begin = 0; begin < order.size(); begin += size) {
    const std::size_t end = std::min(begin + size, order.size());
    Batch& batch = batches.emplace_back();
    batch.members.assign(order.begin() + static_cast<std::ptrdiff_t>(begin),
                         order.begin() + static_cast<std::ptrdiff_t>(end));
    batch.length = length > 0 ? length : longest_of(lengths, batch.members);
  }
}

/// Sorts by length within windows of so many sequences.
void sort_windows(const std::vector<std::int64_t>& lengths, std::size_t window, Order& order) {
  for (std::size_t begin = 0; begin < order.size(); begin += window) {
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(begin + window, order.size()));
    std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin), end,
                     [&](std::size_t a, std::size_t b) { return lengths[a] < lengths[b]; });
  }
}

/// Each bucket's sequences in batches that are padded to its edge.
void append_buckets(const std::vector<std::int64_t>& lengths, const Order& order, std::vector<std::int64_t> edges,
                    std::size_t size, std::vector<Batch>& batches) {
  const std::int64_t longest = longest_of(lengths, order);
  if (edges.empty() || edges.back() < longest) edges.push_back(longest);
  std::vector<Order> buckets(edges.size());
  for (const std::size_t i : order) {
    const auto edge = std::lower_bound(edges.begin(), edges.end(), lengths[i]);
    buckets[static_cast<std::size_t>(edge - edges.begin())].push_back(i);
  }
  for (std::size_t b = 0; b < buckets.size(); ++b) append_batches(lengths, buckets[b], size, edges[b], batches);
}

/// Distinct lengths with their counts; where they are very many, the longest of each few stands for them.
struct Histogram {
  std::vector<std::int64_t> length, count;

  explicit Histogram(const std::vector<std::int64_t>& lengths) {
    constexpr std::size_t most = 1000;
    std::map<std::int64_t, std::int64_t> counts;
    for (const std::int64_t one : lengths) ++counts[one];
    const std::size_t few = (counts.size() + most - 1) / most;
    std::size_t place = counts.size();
    for (auto entry = counts.rbegin(); entry != counts.rend(); ++entry, --place) {
      if (length.empty() || place % few == 0) {
        length.push_back(entry->first);
        count.push_back(0);
      }
      count.back() += entry->second;
    }
    std::reverse(length.begin(), length.end());
    std::reverse(count.begin(), count.end());
  }
};

/// The best partition of the distinct lengths into 1, 2, 3, ... buckets.
class Partition {
 public:
  explicit Partition(const Histogram& histogram) : histogram_(histogram), below_{0}, cost_{0} {
    for (const std::int64_t count : histogram.count) below_.push_back(below_.back() + count);
    for (std::size_t j = 1; j < below_.size(); ++j) cost_.push_back(steps(0, j));
    from_.emplace_back(below_.size(), 0);
  }

  std::size_t buckets() const { return from_.size(); }

  void add_bucket() {
    std::vector<std::int64_t> cost = cost_;
    std::vector<std::size_t> from(below_.size(), 0);
    for (std::size_t j = 1; j < below_.size(); ++j) {
      cost[j] = steps(0, j);
      for (std::size_t i = 1; i < j; ++i) {
        if (cost_[i] + steps(i, j) >= cost[j]) continue;
        cost[j] = cost_[i] + steps(i, j);
        from[j] = i;
      }
    }
    cost_ = std::move(cost);
    from_.push_back(std::move(from));
  }

  std::vector<std::int64_t> edges() const {
    std::vector<std::int64_t> edges;
    std::size_t k = from_.size();
    for (std::size_t j = below_.size() - 1; j > 0; j = from_[k][j]) {
      edges.insert(edges.begin(), histogram_.length[j - 1]);
      --k;
    }
    return edges;
  }

 private:
  /// Steps of one bucket of the lengths [i, j), padded ones included.
  std::int64_t steps(std::size_t i, std::size_t j) const { return (below_[j] - below_[i]) * histogram_.length[j - 1]; }

  const Histogram& histogram_;
  std::vector<std::int64_t> below_;             // [d + 1] how many sequences the first j lengths hold
  std::vector<std::int64_t> cost_;              // [d + 1] the fewest steps of the first j lengths
  std::vector<std::vector<std::size_t>> from_;  // [buckets][d + 1] where the last bucket of the first j begins
};

}  // namespace

std::vector<std::string> batching_names() {
  return {"pad_all", "random", "bucket", "sort", "buckets", "auto_buckets", "one_by_one"};
}

std::vector<std::int64_t> best_edges(const std::vector<std::int64_t>& lengths, std::int64_t count) {
  const Histogram histogram(lengths);
  const std::size_t d = histogram.length.size();
  if (d == 0) return {};
  Partition partition(histogram);
  while (partition.buckets() < std::min(static_cast<std::size_t>(count), d)) partition.add_bucket();
  return partition.edges();
}

std::vector<Batch> make_batches(const std::vector<std::int64_t>& lengths, const Batching& batching, Random& random) {
  Order order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(order);
  const std::string& strategy = batching.strategy;
  const auto size = static_cast<std::size_t>(strategy == "one_by_one" ? 1 : batching.size);
  if (strategy == "bucket") sort_windows(lengths, 50 * size, order);
  if (strategy == "sort") sort_windows(lengths, std::max<std::size_t>(1, order.size()), order);
  std::vector<Batch> batches;
  if (strategy == "buckets") {
    append_buckets(lengths, order, batching.edges, size, batches);
  } else if (strategy == "auto_buckets") {
    append_buckets(lengths, order, best_edges(lengths, batching.count), size, batches);
  } else {
    append_batches(lengths, order, size, strategy == "pad_all" ? longest_of(lengths, order) : 0, batches);
  }
  random.shuffle(batches);
  return batches;
}

double padded_share(const std::vector<std::int64_t>& lengths, const std::vector<Batch>& batches) {
  std::int64_t real = 0;
  std::int64_t padded = 0;
  for (const Batch& batch : batches) {
    for (const std::size_t i : batch.members) real += lengths[i];
    padded += batch.length * static_cast<std::int64_t>(batch.members.size());
  }
  return padded == 0 ? 0.0 : 1.0 - static_cast<double>(real) / static_cast<double>(padded);
}

void to_json(Json& json, const Batching& b) {
  json = {{"strategy", b.strategy}, {"size", b.size}};
  // Only where they mean something: keys of older trials know neither.
  if (b.strategy == "buckets") json["edges"] = b.edges;
  if (b.strategy == "auto_buckets") json["count"] = b.count;
}

void from_json(const Json& json, Batching& b) {
  json.at("strategy").get_to(b.strategy);
  json.at("size").get_to(b.size);
  b.edges = json.value("edges", std::vector<std::int64_t>{});
  b.count = json.value("count", b.count);
}

}  // namespace gatewise
