#ifndef GATEWISE_DATA_PREPARATION_FORECAST_WINDOWS_HPP
#define GATEWISE_DATA_PREPARATION_FORECAST_WINDOWS_HPP

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Turns series into windows. Series of raw.unsplit, whose rows the rule parts, give windows to the split in which
/// their targets lie; a context may reach back into the split before, as it will when the model ships. Series that are
/// in a split already give all their windows to it. Sets what the dataset says of its target.
///
/// With forecast.scale = "series" a series' features and the model's answers are in units of its own mean and deviation
/// over its rows of train; with unit = "z-score" targets are in deviations of all rows of train, and so are all scores.
/// naive_error is MASE's denominator (Hyndman and Koehler 2006): the mean of |y[t] - y[t - season]| (a season of 1
/// where there is none) over the series' rows before the split, or, where whole series are dealt, before the window's
/// end. Pairs of which a value was missing do not count; where none is left it is 0, and the window has no mase.
void cut_windows(const DatasetDescription& description, RawDataset& raw);

/// Rows of the season before for step `j` (from 0) ahead of `now`: now + j - so many seasons that it is known.
std::int64_t season_before(std::int64_t now, std::int64_t j, std::int64_t season);

}  // namespace gatewise

#endif
