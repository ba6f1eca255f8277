#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "base/error.hpp"
#include "base/reason_of.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"

namespace {

constexpr const char* footer = R"(Examples:
  gatewise run suites/quickstart.toml            train, measure, rank; prints where the report is
  gatewise run my.toml --set training.seeds=[1]  the same with one key changed
  gatewise plan my.toml                          what a run would do, and for how long; starts nothing
  gatewise report runs/quickstart-...            renders a run again, measuring nothing
  gatewise runs list                             the runs below runs/, how far each is
  gatewise gate my.toml --base old.so --head new.so   measures both in turn and says what became worse
  gatewise compare runs/a runs/b                 two stored runs: quality, memory, parameters
  gatewise bench my.toml --benchmark_filter=lstm      throughput through Google Benchmark; writes gbench.json
  gatewise plugins list                          the backends that are found
  gatewise plugins check ./mine.so               proves a backend; says what is broken, and why
  gatewise plugins new mine                      a project for a backend of one's own
  gatewise data describe telemetry-workload      splits, lengths, classes, floors
  gatewise data fetch snips-slots                downloads a public dataset, or finds it in --mirror DIR
  gatewise doctor                                whether this machine is fit to measure on

Exit codes: 0 fine, 1 usage or input error, 2 the run has no valid result, 3 a gate is violated,
130 stopped by Ctrl-C, 143 by SIGTERM.)";

int run(int argc, char** argv) {
  CLI::App app("Gatewise: for this task, this traffic and this budget, which recurrent network should I ship?",
               "gatewise");
  app.set_version_flag("--version", "gatewise " GATEWISE_VERSION " (plugin ABI 0.2)");
  app.footer(footer);
  app.require_subcommand(1);
  app.fallthrough();
  gatewise::Common common;
  app.add_flag("-v,--verbose", common.verbose, "Log what happens to stderr");
  gatewise::Action action;
  gatewise::add_run(app, common, action);
  gatewise::add_plan(app, common, action);
  gatewise::add_report(app, common, action);
  gatewise::add_runs(app, common, action);
  gatewise::add_plugins(app, common, action);
  gatewise::add_data(app, common, action);
  gatewise::add_doctor(app, common, action);
  gatewise::add_gate(app, common, action);
  gatewise::add_compare(app, common, action);
  gatewise::add_bench(app, common, action);
  gatewise::add_help(app, common, action);
  gatewise::add_trial(app, common, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;  // an argument stands in what CLI11 says of it
    std::ostringstream err;
    const bool fine = app.exit(error, out, err) == 0;
    gatewise::tell("{}", out.str());
    gatewise::tell(stderr, "{}", err.str());
    return fine ? gatewise::exit_fine : gatewise::exit_usage;
  }
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a child that is gone shows when it is read
  try {
    return run(argc, argv);
  } catch (const gatewise::InputError& error) {
    gatewise::tell(stderr, "gatewise: {}\n", gatewise::printable_message(error.what()));
    return gatewise::exit_usage;
  } catch (const std::filesystem::filesystem_error& error) {  // of a path that somebody gave
    gatewise::tell(stderr, "gatewise: {}\n", gatewise::printable_message(gatewise::reason_of(error)));
    return gatewise::exit_usage;
  } catch (const std::exception& error) {
    gatewise::tell(stderr, "gatewise: {}\n", gatewise::printable_message(gatewise::reason_of(error)));
    return gatewise::exit_no_result;
  }
}
