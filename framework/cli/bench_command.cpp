#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/own_file.hpp"
#include "cli/progress_bar.hpp"
#include "cli/suite_options.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "run/sessions/bench_session.hpp"
#include "run/trials/bench_flags.hpp"
#include "suite/sizes.hpp"

namespace gatewise {
namespace {

/// Where the file goes: the flag's own place, --out, or gbench.json in the directory that --out names.
std::filesystem::path place_of(const std::string& out, const BenchFlags& flags) {
  std::filesystem::path path = flags.out.empty() ? out : flags.out;
  if (flags.out.empty() && is_folder(path)) {
    const OwnFile in_run(path, "gbench.json");
    in_run.exists();  // a link is refused
    path = in_run.path();
  }
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  if (is_folder(path)) throw InputError(path.string() + ": is a directory; name a file in it");
  if (!is_folder(folder))
    throw InputError(fmt::format("{}: there is no folder {}; make it first", path.string(), folder.string()));
  return path;
}

/// The suite's benchmarks that the filter picks.
std::vector<BenchCase> pick_cases(const RunInput& input, const BenchFlags& flags) {
  std::vector<BenchCase> cases = bench_cases(input);
  std::vector<std::string> names;
  for (const BenchCase& one : cases) names.push_back(one.name);
  const std::vector<std::string> picked = pick_benchmarks(names, flags);
  std::erase_if(cases, [&](const BenchCase& one) {
    return std::find(picked.begin(), picked.end(), registered_name(one)) == picked.end();
  });
  return cases;
}

int conclude_bench(const BenchOutcome& outcome, const std::filesystem::path& out) {
  for (const auto& [id, reason] : outcome.skipped) tell(stderr, "skipped {}: {}\n", id, reason);
  for (const auto& [name, reason] : outcome.failed) tell(stderr, "failed {}: {}\n", name, reason);
  const std::string unchanged = fmt::format("{} is not written", out.string());
  if (outcome.stopped_by != 0) {
    tell(stderr, "gatewise: stopped by signal {}; {}\n", outcome.stopped_by, unchanged);
    return exit_signal + outcome.stopped_by;
  }
  if (!outcome.failure.empty()) {
    tell(stderr, "gatewise: the measuring process failed at {}; {}\n", outcome.failure, unchanged);
    return exit_no_result;
  }
  if (outcome.timed == 0 && outcome.failed.empty())
    tell(stderr, "gatewise: no candidate could be timed; {}\n", unchanged);
  return outcome.timed == 0 ? exit_no_result : exit_fine;
}

int bench_suite(const SuiteOptions& options, const std::string& out, const std::vector<std::string>& extras,
                bool verbose) {
  const BenchFlags flags = read_bench_flags(extras);
  const std::filesystem::path path = place_of(out, flags);
  RunInput input = resolve(options);
  require_sizes(input.suite, "bench");
  input.options.is_seeded = true;
  apply_options(input.suite, input.options);
  const std::vector<BenchCase> cases = pick_cases(input, flags);
  if (cases.empty()) {
    tell(stderr, "gatewise: no benchmark of {} matches --benchmark_filter; --benchmark_list_tests lists them\n",
         options.suite);
    return exit_no_result;
  }
  if (flags.lists) {
    for (const BenchCase& one : cases) tell("{}\n", registered_name(one));
    return exit_fine;
  }
  ProgressBar bar(verbose);
  const BenchOutcome outcome = run_bench(input, cases, flags.passed, path, bar);
  return conclude_bench(outcome, path);
}

}  // namespace

void add_bench(CLI::App& app, const Common& common, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "bench", "Time a suite's candidates with Google Benchmark: offline batches, and cells alone; trains nothing");
  verb->footer(
      "Flags of Google Benchmark are passed on: --benchmark_filter=REGEX, --benchmark_repetitions=N,\n"
      "--benchmark_enable_random_interleaving=true, --benchmark_min_time=SECONDS, --benchmark_list_tests, ...\n"
      "Exit code 2 where nothing could be timed, or nothing matches the filter.");
  auto options = std::make_shared<SuiteOptions>();
  auto out = std::make_shared<std::string>("gbench.json");
  options->add_to(*verb);
  verb->remove_option(verb->get_option("--max-time"));  // --benchmark_min_time and the filter bound it
  verb->add_option("--out", *out, "The JSON file, or a run's directory, where it becomes gbench.json")
      ->capture_default_str()
      ->type_name("PATH");
  verb->allow_extras();
  verb->fallthrough(false);  // or the program's own options would have to take the extras
  verb->callback([=, &common, &action] {
    action = [=, &common] { return bench_suite(*options, *out, verb->remaining(), common.verbose); };
  });
}

}  // namespace gatewise
