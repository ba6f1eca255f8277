#ifndef GATEWISE_DATA_PREPARATION_SPLIT_NEEDS_HPP
#define GATEWISE_DATA_PREPARATION_SPLIT_NEEDS_HPP

#include <string>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// What there is to deal before it is dealt, and what a split needs of it, for an error: "2 groups are to be dealt, and
/// each of the three splits needs one".
std::string split_needs(const DatasetDescription& description, const RawDataset& raw);

}  // namespace gatewise

#endif
