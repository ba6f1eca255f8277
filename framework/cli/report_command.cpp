#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "reports/text/markdown.hpp"
#include "reports/text/terminal.hpp"
#include "reports/web/html.hpp"
#include "reports/write_reports.hpp"

namespace gatewise {
namespace {

/// A run that may only be read can still be reported.
void write_where_possible(const RunDirectory& run, const OrderedJson& report) {
  if (::access(run.path().c_str(), W_OK) == 0) return write_reports(run, report);
  tell(stderr, "gatewise: {}: may not be written: {}; the report's files stay as they are\n", run.path().string(),
       std::strerror(errno));
}

std::string page_of(const OrderedJson& report) {
  if (std::optional<std::string> page = render_html(report)) return *std::move(page);
  throw InputError(
      "--format html: this program was built without npm and has no page; install nodejs and npm, then configure and "
      "build again");
}

}  // namespace

void add_report(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand("report", "Rank and render a finished run again, measuring nothing");
  verb->footer("Budgets may be edited in the run's suite.toml first: re-ranking is free.");
  auto path = std::make_shared<std::string>();
  auto format = std::make_shared<std::string>("terminal");
  verb->add_option("run", *path, "The run's directory")->required();
  verb->add_option("--format", *format, "terminal, md, json or html: what goes to stdout")
      ->check(CLI::IsMember({"terminal", "md", "json", "html"}));
  verb->callback([=, &action] {
    action = [=] {
      const RunDirectory run = RunDirectory::open(*path);
      const OrderedJson report = rank_run(run);
      write_where_possible(run, report);
      if (*format == "json") tell("{}\n", json_text(report, 2));
      if (*format == "md") tell("{}", render_markdown(report));
      if (*format == "html") tell_raw(stdout, page_of(report));
      if (*format == "terminal") tell("{}", render_terminal(report));
      return exit_fine;
    };
  });
}

}  // namespace gatewise
