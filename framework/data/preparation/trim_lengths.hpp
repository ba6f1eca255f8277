#ifndef GATEWISE_DATA_PREPARATION_TRIM_LENGTHS_HPP
#define GATEWISE_DATA_PREPARATION_TRIM_LENGTHS_HPP

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Before sequences are dealt: leaves out, and counts, those without a step (or refuses them, as [repair] empty says),
/// those shorter than least_length, and, where `longer` is "drop", those longer than most_length. Throws InputError.
void drop_by_length(const DatasetDescription& description, RawDataset& raw);

/// After they are dealt: cuts those longer than most_length to it, or into pieces of at most as many steps. Where
/// something is asked at every step only train is cut, and the others are told: a cut would leave out questions, and
/// make two entities of one. One answer of a whole sequence is asked all the same, of its first most_length steps.
void cut_to_length(const DatasetDescription& description, Dataset& dataset);

}  // namespace gatewise

#endif
