#include <fmt/format.h>

#include <map>
#include <memory>

#include "cli/suite_options.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "measure/machine/environment.hpp"
#include "reports/text/text_table.hpp"
#include "run/plan/plan.hpp"
#include "suite/sizes.hpp"

namespace gatewise {
namespace {

/// The hidden sizes that were solved for, or that they will be.
void print_sizes(const Suite& suite) {
  if (!suite.size_rule) return;
  const SizeRule& rule = *suite.size_rule;
  if (has_open_sizes(suite)) {
    tell("hidden sizes are measured when the run starts: the largest multiple of {} with {}\n\n", rule.multiple,
         rule.text());
    return;
  }
  tell("hidden sizes: the largest multiple of {} with {}\n", rule.multiple, rule.text());
  for (const SolvedSize& size : suite.sizes)
    tell("  {:<40} {} ({:.1f} %)\n", size.solved().id(), rule.show(size.value), 100 * (size.value / rule.max));
  tell("\n");
}

int print_plan(const SuiteOptions& options) {
  const RunInput input = resolve(options);
  const Plan plan = make_plan(input.suite, input.dataset, read_environment().cores, input.load_seconds + 0.05);
  for (const std::string& note : notes_on(input.suite, input.dataset)) tell("{}", wrapped(note, terminal_columns, 0));
  print_sizes(input.suite);
  std::map<std::string, int> counts;
  for (const Trial& trial : plan.trials) {
    ++counts[trial.kind];
    tell("{:<8} {:<56} ~{:.1f} s\n", trial.kind, trial.subject, trial.seconds);
  }
  tell("\n{} trials:", plan.trials.size());
  for (const auto& [kind, count] : counts) tell(" {} {}", count, kind);
  tell("\nabout {:.0f} s on this machine; nothing was started\n", plan.seconds);
  return exit_fine;
}

}  // namespace

void add_plan(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "plan", "Print the trials of a suite, their number and an estimate of the time; starts nothing");
  auto options = std::make_shared<SuiteOptions>();
  options->add_to(*verb);
  verb->callback([=, &action] { action = [=] { return print_plan(*options); }; });
}

}  // namespace gatewise
