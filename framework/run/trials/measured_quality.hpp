#ifndef GATEWISE_RUN_TRIALS_MEASURED_QUALITY_HPP
#define GATEWISE_RUN_TRIALS_MEASURED_QUALITY_HPP

#include <vector>

#include "base/json_fwd.hpp"
#include "data/dataset_fwd.hpp"
#include "quality/outcome.hpp"

namespace gatewise {

inline constexpr std::size_t most_units_counted = 1000;

/// Every metric that the dataset defines: {"accuracy": {"value": v, "units": n, "asked": labels or numbers, "draws":
/// "...", "draws_left_out": k}}, the draws being the bootstrap's, packed (base/packed_doubles.hpp). A share of at most
/// most_units_counted units has "unit_asked" and "unit_right", too, packed alike: beyond that their variance says all.
Json measure_quality(const Dataset& dataset, const Sequences& sequences, const std::vector<Outcome>& outcomes);

}  // namespace gatewise

#endif
