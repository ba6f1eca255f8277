#ifndef GATEWISE_DATA_LOAD_HPP
#define GATEWISE_DATA_LOAD_HPP

#include "data/dataset.hpp"
#include "data/description.hpp"

namespace gatewise {

/// Reads, checks, splits and standardises a dataset. Deterministic. Throws InputError: a missing file, wrong bytes
/// (named with expected and found sha256), a corrupt row (file and line), a split without sequences.
Dataset load_dataset(const DatasetDescription& description);

}  // namespace gatewise

#endif
