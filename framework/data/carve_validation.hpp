#ifndef GATEWISE_DATA_CARVE_VALIDATION_HPP
#define GATEWISE_DATA_CARVE_VALIDATION_HPP

#include "data/dataset.hpp"
#include "data/description.hpp"

namespace gatewise {

/// Moves a share of train to validation by a seeded shuffle: whole groups, or single sequences. The share is rounded to
/// whole ones, at least one; the order of sequences is kept on both sides.
void carve_validation(const CarvedValidation& carved, Dataset& dataset);

}  // namespace gatewise

#endif
