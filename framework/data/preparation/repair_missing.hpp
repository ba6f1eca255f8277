#ifndef GATEWISE_DATA_PREPARATION_REPAIR_MISSING_HPP
#define GATEWISE_DATA_PREPARATION_REPAIR_MISSING_HPP

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Mends the NaN that a reader left for missing values, as `missing` says: sequences are dropped, or values filled
/// column by column within their sequence. A column without any value stays: standardise takes the mean of train for
/// it; with "zero" it is 0. A step regression's missing target asks nothing and stays; of a series that is forecast
/// `history` is what is filled, and `targets` stays; a sequence without its label or any of its targets is dropped
/// whatever the rule. Counts what it drops, and sequences whose last steps hold nothing.
void repair_missing(const DatasetDescription& description, RawDataset& raw);

/// Fills the NaN of one column, values[first], values[first + stride], ...: "hold", "interpolate" or "zero".
/// Where all are NaN they stay, unless the remedy is "zero".
void fill_column(std::vector<double>& values, std::size_t first, std::size_t stride, Remedy remedy);

}  // namespace gatewise

#endif
