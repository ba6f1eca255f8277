#include "run/trials/bench_flags.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/nearest_name.hpp"

namespace gatewise {
namespace {

constexpr const char* prefix = "--benchmark_";

/// "--benchmark_out=x" is {"--benchmark_out", "x"}; a flag alone is true.
std::pair<std::string, std::string> parts_of(const std::string& flag) {
  const std::size_t equals = flag.find('=');
  if (equals == std::string::npos) return {flag, "true"};
  return {flag.substr(0, equals), flag.substr(equals + 1)};
}

/// Google Benchmark answers these with its usage and exit code 0.
void check_format(const std::string& flag, const std::string& value) {
  const std::vector<std::string> formats{"console", "json", "csv"};
  if (std::find(formats.begin(), formats.end(), value) == formats.end())
    throw InputError(fmt::format("{}={}: no such format{}", flag, value, suggestion(value, formats)));
}

/// The rows of a listing, and nothing else.
class ListReporter : public benchmark::BenchmarkReporter {
 public:
  ListReporter() {
    SetOutputStream(&out);
    SetErrorStream(&err);
  }
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>&) override {}

  std::ostringstream out, err;
};

}  // namespace

std::vector<std::string> initialize_benchmark(const std::vector<std::string>& flags) {
  static std::string program = installation().program.string();  // stands in the JSON's context
  std::vector<std::string> words = flags;
  std::vector<char*> argv{program.data()};
  for (std::string& word : words) argv.push_back(word.data());
  int argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);
  benchmark::Initialize(&argc, argv.data());
  return {argv.begin() + 1, argv.begin() + argc};
}

BenchFlags read_bench_flags(const std::vector<std::string>& arguments) {
  BenchFlags flags;
  for (const std::string& argument : arguments) {
    if (argument.rfind(prefix, 0) != 0) {
      throw InputError(fmt::format(
          "{}: bench takes no such argument; `gatewise bench --help` lists its own, and those of Google Benchmark are "
          "written {}NAME=VALUE",
          argument, prefix));
    }
    const auto [flag, value] = parts_of(argument);
    if (flag == "--benchmark_format" || flag == "--benchmark_out_format") check_format(flag, value);
    if (flag == "--benchmark_color" && value.empty()) throw InputError("--benchmark_color= needs a value, such as no");
    if (flag == "--benchmark_list_tests") {
      flags.lists = std::set<std::string>{"0", "f", "n", "false", "no", "off"}.count(value) == 0;
    } else if (flag == "--benchmark_out") {
      flags.out = value;
    } else {
      flags.passed.push_back(argument);
    }
  }
  const std::vector<std::string> left = initialize_benchmark(flags.passed);
  if (!left.empty())
    throw InputError(fmt::format("{}: Google Benchmark has no such flag, or not with such a value", left.front()));
  return flags;
}

std::vector<std::string> pick_benchmarks(const std::vector<std::string>& names, const BenchFlags& flags) {
  std::vector<std::string> asked{"--benchmark_list_tests=true"};
  for (const std::string& flag : flags.passed) {
    if (parts_of(flag).first == "--benchmark_filter") asked.push_back(flag);
  }
  initialize_benchmark(asked);
  for (const std::string& name : names)
    benchmark::RegisterBenchmark(name.c_str(), [](benchmark::State&) {})->UseRealTime();
  ListReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  const std::string complaint = reporter.err.str();
  if (complaint.find("Could not compile") != std::string::npos)
    throw InputError(fmt::format("--benchmark_filter: {}", complaint.substr(0, complaint.find('\n'))));
  std::vector<std::string> picked;
  std::istringstream lines(reporter.out.str());
  for (std::string line; std::getline(lines, line);) picked.push_back(line);
  return picked;
}

}  // namespace gatewise
