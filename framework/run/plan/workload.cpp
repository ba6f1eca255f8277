#include "run/plan/workload.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "data/dataset.hpp"
#include "data/length_source.hpp"

namespace gatewise {

Json workload_lengths(const Suite& suite, const Architecture& architecture) {
  constexpr std::int64_t usual = 8;
  if (architecture.steps > 0)
    return std::vector<std::int64_t>(static_cast<std::size_t>(std::max(architecture.lanes, usual)), architecture.steps);
  const Workload& workload = suite.workload;
  if (workload.lengths.is_dataset()) return nullptr;
  return draw_lengths(workload.lengths, workload.count, workload.seed);
}

std::optional<Sequences> cut_workload(const Json& request, const Dataset& dataset, std::int64_t delay) {
  if (!request.contains("dataset_file") || request.at("lengths").is_null()) return std::nullopt;
  auto lengths = request.at("lengths").get<std::vector<std::int64_t>>();
  for (std::int64_t& length : lengths) length += delay;
  return with_lengths(dataset.test, lengths, dataset.feature_count);
}

}  // namespace gatewise
