#include "run/sessions/bench_cases.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "measure/scenarios/offline/offline.hpp"
#include "run/plan/workload.hpp"
#include "run/trials/request_dataset.hpp"
#include "run/trials/request_family.hpp"
#include "suite/scenario_terms.hpp"

namespace gatewise {
namespace {

std::int64_t median_length(const RunInput& input, const Architecture& architecture) {
  const Json given = workload_lengths(input.suite, architecture);
  std::vector<std::int64_t> lengths =
      given.is_null() ? lengths_of(input.dataset.test) : given.get<std::vector<std::int64_t>>();
  if (lengths.empty()) return 1;
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>((lengths.size() - 1) / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return std::max<std::int64_t>(1, *middle);
}

BenchCase cell_case(std::size_t candidate, std::int64_t steps, std::int64_t lanes, const std::string& id) {
  return {candidate, "", steps, lanes, fmt::format("cell/T:{}/N:{}/{}", steps, lanes, id)};
}

}  // namespace

std::vector<BenchCase> bench_cases(const RunInput& input) {
  std::vector<BenchCase> cases;
  const std::vector<CandidateName> candidates = candidates_of(input.suite);
  for (const Batching& batching : input.suite.scenarios.of<OfflineTerms>().batchings) {
    for (std::size_t i = 0; i < candidates.size(); ++i)
      cases.push_back(
          {i, batching.strategy, 0, 0, fmt::format("offline/{}/{}", batching.strategy, candidates[i].id())});
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) cases.push_back(cell_case(i, 1, 1, candidates[i].id()));
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Architecture& architecture = candidates[i].architecture;
    const std::int64_t steps = median_length(input, architecture);
    const std::int64_t lanes =
        batchings_for(input.suite.scenarios.of<OfflineTerms>().batchings, architecture).front().lanes();
    if (steps > 1 || lanes > 1) cases.push_back(cell_case(i, steps, lanes, candidates[i].id()));
  }
  return cases;
}

std::string registered_name(const BenchCase& one) { return one.name + "/real_time"; }

Json bench_candidate(const RunInput& input, const CandidateName& candidate) {
  const Architecture& architecture = candidate.architecture;
  Scenarios scenarios = input.suite.scenarios;
  scenarios.use = {OfflineTerms::scenario};
  OfflineTerms& offline = scenarios.of<OfflineTerms>();
  offline.batchings = batchings_for(offline.batchings, architecture);
  Json request = scenario_request(scenarios);
  request["architecture"] = architecture;
  request["plugin_file"] = std::filesystem::absolute(plugin_of(candidate.backend, input.plugins).file).string();
  request["precision"] = candidate.backend.precision;
  request["implementation"] = candidate.backend.implementation;
  request["seeded"] = input.suite.seeds.front();
  request["floor"] = false;
  request["lengths"] = workload_lengths(input.suite, architecture);
  if (const PluginDescriptor* bringer = bringer_of(architecture.family, input.plugins))
    name_family(request, std::filesystem::absolute(bringer->file));
  if (input.suite.task == Task::cost_only) {
    request["outputs"] = input.suite.workload.outputs;
  } else {
    name_dataset(request, std::filesystem::absolute(input.dataset_file), input.suite.preparation, input.dataset_files);
  }
  return request;
}

void to_json(Json& json, const BenchCase& one) {
  json = {{"candidate", one.candidate},
          {"batching", one.batching},
          {"steps", one.steps},
          {"lanes", one.lanes},
          {"name", one.name}};
}

void from_json(const Json& json, BenchCase& one) {
  one = {json.at("candidate"), json.at("batching"), json.at("steps"), json.at("lanes"), json.at("name")};
}

}  // namespace gatewise
