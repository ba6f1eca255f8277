// One function a verb: adds its subcommand; what it returns when called is the exit code.
#ifndef GATEWISE_CLI_VERBS_HPP
#define GATEWISE_CLI_VERBS_HPP

#include <CLI/CLI.hpp>
#include <functional>

namespace gatewise {

/// What a parsed command line leads to.
using Action = std::function<int()>;

/// Options that hold for every verb.
struct Common {
  bool verbose = false;
};

constexpr int exit_fine = 0;
constexpr int exit_usage = 1;
constexpr int exit_no_result = 2;
constexpr int exit_violated = 3;
constexpr int exit_signal = 128;  ///< plus the number of the signal that stopped a run

void add_run(CLI::App& app, const Common& common, Action& action);
void add_plan(CLI::App& app, const Common& common, Action& action);
void add_report(CLI::App& app, const Common& common, Action& action);
void add_runs(CLI::App& app, const Common& common, Action& action);
void add_plugins(CLI::App& app, const Common& common, Action& action);
void add_data(CLI::App& app, const Common& common, Action& action);
void add_gate(CLI::App& app, const Common& common, Action& action);
void add_compare(CLI::App& app, const Common& common, Action& action);
void add_bench(CLI::App& app, const Common& common, Action& action);
void add_doctor(CLI::App& app, const Common& common, Action& action);
/// Hidden: prints what the manual page and the completions are made of.
void add_help(CLI::App& app, const Common& common, Action& action);
/// Below `plugins`.
void add_plugins_check(CLI::App& plugins, Action& action);
void add_plugins_golden(CLI::App& plugins, Action& action);
void add_plugins_new(CLI::App& plugins, Action& action);
/// Hidden: what a child of a run executes.
void add_trial(CLI::App& app, const Common& common, Action& action);

}  // namespace gatewise

#endif
