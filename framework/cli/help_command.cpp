#include <fmt/format.h>

#include <memory>

#include "cli/bash_completion.hpp"
#include "cli/manual_page.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "cli/zsh_completion.hpp"

namespace gatewise {
namespace {

std::string help_text(const CLI::App& app, const std::string& format) {
  if (format == "text") return app.help();
  const CommandHelp table = command_table(app);
  if (format == "man") return manual_page(table, GATEWISE_VERSION);
  return format == "bash" ? bash_completion(table) : zsh_completion(table);
}

}  // namespace

void add_help(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand("help", "What --help says: as text, a manual page or a shell's completions");
  verb->group("");  // hidden: the installation has all of them
  auto format = std::make_shared<std::string>("text");
  verb->add_option("--format", *format, "text, man, bash or zsh")->check(CLI::IsMember({"text", "man", "bash", "zsh"}));
  verb->callback([=, &app, &action] {
    action = [=, &app] {
      tell("{}", help_text(app, *format));
      return exit_fine;
    };
  });
}

}  // namespace gatewise
