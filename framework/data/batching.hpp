// How sequences of different lengths are put side by side, and what padding that costs.
#ifndef GATEWISE_DATA_BATCHING_HPP
#define GATEWISE_DATA_BATCHING_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "base/random.hpp"

namespace gatewise {

/// The batch's sequences never change a result, only its cost.
struct Batching {
  /// "pad_all": as drawn, every batch padded to the longest sequence of all; "random": as drawn, padded to the batch's
  /// longest; "bucket": near in length within windows of 50 batches of a drawn order, so that an epoch's order stays
  /// random; "sort": all by length; "buckets": by the first of `edges` that a length does not exceed, padded to that
  /// edge (a last bucket takes what is longer than all); "auto_buckets": the same with `count` edges that cost least
  /// padding; "one_by_one": each sequence alone.
  std::string strategy = "bucket";
  std::int64_t size = 32;             ///< the most sequences in a batch
  std::vector<std::int64_t> edges{};  ///< "buckets": rising
  std::int64_t count = 8;             ///< "auto_buckets": the most edges

  /// The most sequences that stand side by side.
  std::int64_t lanes() const { return strategy == "one_by_one" ? 1 : size; }
};

/// The names that `strategy` may have.
std::vector<std::string> batching_names();

/// Sequences side by side, all padded to `length` steps.
struct Batch {
  std::vector<std::size_t> members;
  std::int64_t length = 0;
};

/// Each sequence once, in batches in a random order.
std::vector<Batch> make_batches(const std::vector<std::int64_t>& lengths, const Batching& batching, Random& random);

/// The at most `count` edges, the last of them the longest length, whose buckets hold the fewest padded steps: exact,
/// by dynamic programming over the distinct lengths. O(count · d²) for d distinct lengths, of which more than 1,000 are
/// thinned out first.
std::vector<std::int64_t> best_edges(const std::vector<std::int64_t>& lengths, std::int64_t count);

/// The share of steps that are padding: 0 where all batches are full of real steps.
double padded_share(const std::vector<std::int64_t>& lengths, const std::vector<Batch>& batches);

void to_json(Json& json, const Batching& batching);
void from_json(const Json& json, Batching& batching);

}  // namespace gatewise

#endif
