// What a cost-only suite plays in place of a dataset.
#ifndef GATEWISE_DATA_SEEDED_INPUTS_HPP
#define GATEWISE_DATA_SEEDED_INPUTS_HPP

#include <cstdint>
#include <vector>

#include "data/dataset_fwd.hpp"

namespace gatewise {

/// A dataset that asks nothing: a test split of sequences of these lengths, whose features are standard normal, as a
/// dataset's are once standardised.
Dataset seeded_inputs(std::int64_t features, std::int64_t outputs, const std::vector<std::int64_t>& lengths,
                      std::uint64_t seed);

}  // namespace gatewise

#endif
