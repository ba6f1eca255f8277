#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/error.hpp"
#include "base/json.hpp"
#include "cli/progress_bar.hpp"
#include "cli/suite_options.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/environment.hpp"
#include "reports/text/terminal.hpp"
#include "reports/write_reports.hpp"
#include "run/plan/plan.hpp"
#include "run/sessions/runner.hpp"
#include "run/sessions/size_session.hpp"
#include "select/finalists.hpp"

namespace gatewise {
namespace {

/// Where a run is written, and which part of it this process does.
struct RunPlace {
  std::string out;
  std::string shard;
};

bool any_passed(const OrderedJson& report) {
  for (const OrderedJson& candidate : report.at("candidates")) {
    if (candidate.at("status") == "passed") return true;
  }
  return false;
}

/// The report to open first.
std::string where_to_read(const std::filesystem::path& run) {
  const std::filesystem::path page = run / "report.html";
  if (std::filesystem::exists(page)) return fmt::format("report: {}", page.string());
  return fmt::format("report: {}\n(there is no report.html: this program was built without npm)",
                     (run / "report.md").string());
}

/// What a run that was stopped leaves to say.
int say_stopped(const RunOutcome& outcome, const std::filesystem::path& path, bool named) {
  tell(stderr, "gatewise: stopped by signal {} ({}); what is finished is kept in {}: the same command{} goes on\n",
       outcome.stopped_by, ::strsignal(outcome.stopped_by), path.string(),
       named ? "" : fmt::format(" with --out {}", path.string()));
  return exit_signal + outcome.stopped_by;
}

bool out_of_time(const RunInput& input, std::int64_t begin_ns) {
  const double seconds = static_cast<double>(now_ns() - begin_ns) / 1e9;
  return input.options.max_seconds > 0 && seconds > input.options.max_seconds;
}

/// Measures finalists afresh until those that the recommendation rests on have been: a finalist that breaks a limit now
/// makes room for another.
RunOutcome confirm_finalists(const RunInput& input, const RunDirectory& directory, RunObserver& observer) {
  constexpr int most_rounds = 3;
  const std::vector<Budget>& budgets = input.suite.budgets;
  if (std::none_of(budgets.begin(), budgets.end(), speaks_of_measured_cost)) return {};  // nothing to rank for
  const std::string host = read_environment().host_class();
  RunOutcome outcome;
  for (int round = 0; round < most_rounds && outcome.stopped_by == 0; ++round) {
    const std::vector<std::string> finalists = unconfirmed_finalists(directory, host);
    if (finalists.empty()) break;
    observer.say(fmt::format("finalists are measured afresh: {}", fmt::join(finalists, ", ")));
    outcome = confirm(input, directory, observer, finalists);
  }
  return outcome;
}

int run_suite(const SuiteOptions& options, const RunPlace& place, bool verbose) {
  const Shard shard = place.shard.empty() ? Shard{} : parse_shard(place.shard);
  if (shard.count > 1 && place.out.empty())
    throw InputError("--shard needs --out DIR: all shards of a run write into one directory");
  RunInput input = resolve(options);
  const std::filesystem::path path =
      place.out.empty() ? default_run_path(input.suite.name) : std::filesystem::path(place.out);
  const RunDirectory directory = RunDirectory::create(path, input.suite, input.options, shard);
  RunOutcome outcome;
  const std::int64_t begin_ns = now_ns();
  {
    ProgressBar bar(verbose);
    for (const std::string& note : notes_on(input.suite, input.dataset)) bar.say(note);
    outcome = settle_sizes(input, directory, bar);
    if (outcome.stopped_by == 0) outcome = execute(input, directory, bar);
    // A shard sees a part of the candidates, and a run that may take no longer stays as it is.
    if (outcome.stopped_by == 0 && shard.count == 1 && !out_of_time(input, begin_ns)) {
      const RunOutcome again = confirm_finalists(input, directory, bar);
      outcome.stopped_by = again.stopped_by;
      outcome.at_once = again.at_once;
    }
  }
  if (outcome.stopped_by != 0) {
    if (!outcome.at_once && shard.count == 1) write_reports(directory, rank_run(directory));  // of what there is
    return say_stopped(outcome, path, !place.out.empty());
  }
  if (shard.count > 1) {  // others may be measuring, and a report by each would be of another moment
    tell("shard {}: {} of {} trials have a result; `gatewise report {}` merges all shards\n", shard.text(), outcome.ok,
         outcome.trials, path.string());
    return outcome.ok > 0 || outcome.trials == 0 ? exit_fine : exit_no_result;
  }
  const OrderedJson report = rank_run(directory);
  write_reports(directory, report);
  tell("{}\n{}\n", render_terminal(report), where_to_read(path));
  return any_passed(report) ? exit_fine : exit_no_result;
}

}  // namespace

void add_run(CLI::App& app, const Common& common, Action& action) {
  CLI::App* verb = app.add_subcommand("run", "Train, measure and rank a suite's candidates");
  verb->footer(
      "Run again with the same --out to go on with a run that was interrupted: what is finished is not repeated.");
  auto options = std::make_shared<SuiteOptions>();
  auto place = std::make_shared<RunPlace>();
  options->add_to(*verb);
  verb->add_option("--out", place->out, "The run's directory; default runs/<suite>-<time>")
      ->envname("GATEWISE_OUT")
      ->type_name("DIR");
  verb->add_option("--shard", place->shard,
                   "Do part i of n of the work; shards may share one directory, on several machines")
      ->type_name("I/N");
  verb->callback(
      [=, &common, &action] { action = [=, &common] { return run_suite(*options, *place, common.verbose); }; });
}

}  // namespace gatewise
