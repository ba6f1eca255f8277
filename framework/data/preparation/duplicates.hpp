#ifndef GATEWISE_DATA_PREPARATION_DUPLICATES_HPP
#define GATEWISE_DATA_PREPARATION_DUPLICATES_HPP

#include <cstdint>

#include "data/dataset_fwd.hpp"

namespace gatewise {

/// Leaves out each sequence whose input (features, tokens) an earlier one has, and returns how many those were. Over
/// all lists together, in their order: what train has is left out of validation and test.
std::int64_t drop_duplicates(const std::vector<Sequences*>& lists);

/// How many of `others` have the input of a sequence of `sequences`.
std::int64_t count_shared(const Sequences& sequences, const Sequences& others);

}  // namespace gatewise

#endif
