// What a candidate's cost is measured on: which lengths, which sequences, which batches.
#ifndef GATEWISE_RUN_PLAN_WORKLOAD_HPP
#define GATEWISE_RUN_PLAN_WORKLOAD_HPP

#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "data/dataset_fwd.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// The lengths that an architecture's cost is measured at; null: the dataset's own.
Json workload_lengths(const Suite& suite, const Architecture& architecture);

/// The test split's steps cut to the request's lengths, an output delay's steps on top. Empty where the test split is
/// played as it is.
std::optional<Sequences> cut_workload(const Json& request, const Dataset& dataset, std::int64_t delay);

}  // namespace gatewise

#endif
