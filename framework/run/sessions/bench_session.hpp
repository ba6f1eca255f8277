// A suite's candidates timed by Google Benchmark.
#ifndef GATEWISE_RUN_SESSIONS_BENCH_SESSION_HPP
#define GATEWISE_RUN_SESSIONS_BENCH_SESSION_HPP

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "run/plan/observer.hpp"
#include "run/sessions/bench_cases.hpp"

namespace gatewise {

/// What came of it.
struct BenchOutcome {
  std::map<std::string, std::string> skipped;  ///< candidates that are not timed, with the reason
  std::map<std::string, std::string> failed;   ///< benchmarks that failed while they were timed
  std::size_t timed = 0;                       ///< benchmarks that have a time
  std::string failure;                         ///< how the measuring process ended, where it ended badly
  int stopped_by = 0;                          ///< the signal; 0: it went to its end
};

/// Proves every candidate of the cases in a child of its own, as a run does, then times those that pass in one pinned
/// child, where Google Benchmark's main loop runs with these flags and prints to this process's stdout. Its file is
/// renamed to `out` when it is whole: otherwise what stood there stays. Throws InputError where `out` can't be written.
BenchOutcome run_bench(const RunInput& input, const std::vector<BenchCase>& cases,
                       const std::vector<std::string>& flags, const std::filesystem::path& out, RunObserver& observer);

}  // namespace gatewise

#endif
