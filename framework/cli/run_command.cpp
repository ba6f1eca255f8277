#include <fmt/format.h>

#include <memory>

#include "cli/progress_bar.hpp"
#include "cli/suite_options.hpp"
#include "cli/verbs.hpp"
#include "reports/terminal.hpp"
#include "reports/write_reports.hpp"
#include "run/runner.hpp"

namespace gatewise {
namespace {

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

int run_suite(const SuiteOptions& options, const std::string& out, bool verbose) {
  const RunInput input = resolve(options);
  const std::filesystem::path path = out.empty() ? default_run_path(input.suite.name) : std::filesystem::path(out);
  const RunDirectory directory = RunDirectory::create(path, input.suite, input.options);
  {
    ProgressBar bar(verbose);
    execute(input, directory, bar);
  }
  const OrderedJson report = write_reports(directory);
  fmt::print("{}\n{}\n", render_terminal(report), where_to_read(path));
  return any_passed(report) ? exit_fine : exit_no_result;
}

}  // namespace

void add_run(CLI::App& app, const Common& common, Action& action) {
  CLI::App* verb = app.add_subcommand("run", "Train, measure and rank a suite's candidates");
  verb->footer(
      "Run again with the same --out to go on with a run that was interrupted: what is finished is not repeated.");
  auto options = std::make_shared<SuiteOptions>();
  auto out = std::make_shared<std::string>();
  options->add_to(*verb);
  verb->add_option("--out", *out, "The run's directory; default runs/<suite>-<time>")
      ->envname("GATEWISE_OUT")
      ->type_name("DIR");
  verb->callback(
      [=, &common, &action] { action = [=, &common] { return run_suite(*options, *out, common.verbose); }; });
}

}  // namespace gatewise
