// Google Benchmark's own flags.
#ifndef GATEWISE_RUN_TRIALS_BENCH_FLAGS_HPP
#define GATEWISE_RUN_TRIALS_BENCH_FLAGS_HPP

#include <string>
#include <vector>

namespace gatewise {

/// The --benchmark_* flags of a command line.
struct BenchFlags {
  std::vector<std::string> passed;  ///< all but the two below
  std::string out;                  ///< of --benchmark_out
  bool lists = false;               ///< --benchmark_list_tests
};

/// Throws InputError that names the argument: not --benchmark_*, unknown to Google Benchmark, or of no usable value.
BenchFlags read_bench_flags(const std::vector<std::string>& arguments);

/// Those of the names that Google Benchmark itself picks by --benchmark_filter, in their order; called once in a
/// process. Throws InputError where the filter is no regular expression.
std::vector<std::string> pick_benchmarks(const std::vector<std::string>& names, const BenchFlags& flags);

/// benchmark::Initialize on these flags; gives those that it does not take.
std::vector<std::string> initialize_benchmark(const std::vector<std::string>& flags);

}  // namespace gatewise

#endif
