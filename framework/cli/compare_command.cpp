#include <fmt/format.h>

#include <memory>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "journal/run_directory.hpp"
#include "reports/text/compare_report.hpp"

namespace gatewise {
namespace {

/// As the host class with the most records sees it.
Evidence evidence_of(const std::string& path) {
  const RunDirectory run = RunDirectory::open(path);
  return gather(run.suite(), Journal(run.journal()), run.environment()).front();
}

int print_comparison(const std::string& a, const std::string& b, const std::string& format) {
  const Evidence first = evidence_of(a);
  const Evidence second = evidence_of(b);
  if (first.suite.task != second.suite.task)
    throw InputError(fmt::format("{} and {} are runs of different tasks: {} and {}", a, b, task_name(first.suite.task),
                                 task_name(second.suite.task)));
  const OrderedJson comparison = compare_json(first, second);
  if (format == "json") tell("{}\n", json_text(comparison, 2));
  if (format == "md") tell("{}", render_comparison_markdown(comparison));
  if (format == "text") tell("{}", render_comparison(comparison));
  if (!comparison.at("rows").empty()) return exit_fine;
  tell(stderr, "gatewise: nothing was compared: {} and {} have no candidate in common that passed\n", a, b);
  return exit_no_result;
}

}  // namespace

void add_compare(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand("compare", "Say how two stored runs differ, measuring nothing");
  auto a = std::make_shared<std::string>();
  auto b = std::make_shared<std::string>();
  auto format = std::make_shared<std::string>("text");
  verb->add_option("a", *a, "A run's directory")->required();
  verb->add_option("b", *b, "Another's")->required();
  verb->add_option("--format", *format, "text, md or json")->check(CLI::IsMember({"text", "md", "json"}));
  verb->callback([=, &action] { action = [=] { return print_comparison(*a, *b, *format); }; });
}

}  // namespace gatewise
