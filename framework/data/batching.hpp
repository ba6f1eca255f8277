#ifndef GATEWISE_DATA_BATCHING_HPP
#define GATEWISE_DATA_BATCHING_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace gatewise {

/// How sequences are put together. The batch's sequences never change a result, only its cost.
struct Batching {
  std::string strategy = "bucket";  ///< "bucket": near in length; "random": as drawn
  std::int64_t size = 32;           ///< the most sequences in a batch
};

/// Indices of the sequences of each batch; each sequence once. "bucket" sorts by length within windows of 50 batches of
/// a shuffled order, then shuffles the batches, so that a batch's lengths are near and an epoch's order still random.
std::vector<std::vector<std::size_t>> make_batches(const std::vector<std::int64_t>& lengths, const Batching& batching,
                                                   Random& random);

/// The share of steps that are padding when every batch is padded to its longest: 0 for equal lengths.
double padded_share(const std::vector<std::int64_t>& lengths, const std::vector<std::vector<std::size_t>>& batches);

}  // namespace gatewise

#endif
