// What a suite registers with Google Benchmark.
#ifndef GATEWISE_RUN_SESSIONS_BENCH_CASES_HPP
#define GATEWISE_RUN_SESSIONS_BENCH_CASES_HPP

#include <cstddef>
#include <string>
#include <vector>

#include "run/sessions/runner.hpp"

namespace gatewise {

/// One benchmark: a candidate's batches of one strategy, or its first layer's cell alone on T steps of N lanes.
struct BenchCase {
  std::size_t candidate = 0;  ///< of candidates_of(suite)
  std::string batching;       ///< empty: the cell alone
  std::int64_t steps = 0;     ///< T
  std::int64_t lanes = 0;     ///< N
  std::string name;           ///< "offline/<batching>/<id>", "cell/T:<T>/N:<N>/<id>"
};

/// Every candidate with every way of batching, as a step (T 1, N 1), and at the median length and the suite's batch
/// size; like beside like.
std::vector<BenchCase> bench_cases(const RunInput& input);

/// What Google Benchmark makes of a name: rates are of real time, as a run's are.
std::string registered_name(const BenchCase& one);

/// A cost trial's request for the offline scenario, with seeded weights.
Json bench_candidate(const RunInput& input, const CandidateName& candidate);

void to_json(Json& json, const BenchCase& one);
void from_json(const Json& json, BenchCase& one);

}  // namespace gatewise

#endif
