#include <iostream>

#include "cli/verbs.hpp"
#include "run/process/trial_child.hpp"

namespace gatewise {

void add_trial(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "trial", "What a child of a run executes: one trial, asked for on stdin, answered on descriptor 3");
  verb->group("");  // hidden
  verb->callback([&action] {
    action = [] {
      run_trial_child(std::cin, 3);
      return exit_fine;
    };
  });
}

}  // namespace gatewise
