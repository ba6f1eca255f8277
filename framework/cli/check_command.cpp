#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/largest.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "conformance/gatewise/conformance.hpp"
#include "host/search.hpp"

namespace gatewise {
namespace {

using conformance::Result;
using conformance::Status;

/// "5x17": I and H.
void read_shape(const std::string& text, conformance::Options& options) {
  char behind = 0;
  long input = 0;
  long hidden = 0;
  if (std::sscanf(text.c_str(), "%ldx%ld%c", &input, &hidden, &behind) != 2 || input < 1 || hidden < 1)
    throw InputError(fmt::format("--shape {}: write I and H, such as 5x17", text));
  if (std::max(input, hidden) > largest_width)
    throw InputError(fmt::format("--shape {}: the most for I and for H is {}", text, largest_width));
  options.input = input;
  options.hidden = hidden;
}

/// The plugins that bring families, so that a cell of a family that another plugin brings can be held to it.
std::vector<std::filesystem::path> family_plugins(const std::filesystem::path& checked) {
  std::vector<std::filesystem::path> files;
  for (const auto& [name, descriptor] : find_plugins({{"", checked}}, plugin_folders()).plugins) {
    if (!descriptor.families.empty() && descriptor.file != checked) files.push_back(descriptor.file);
  }
  return files;
}

Json json_of(const Result& result) {
  return {{"cell", result.cell},
          {"case", result.name},
          {"input", result.input},
          {"hidden", result.hidden},
          {"status", conformance::text(result.status)},
          {"expected", result.expected},
          {"got", result.got},
          {"cause", result.cause},
          {"repeat", result.repeat}};
}

/// One case of one cell over all shapes.
struct Summary {
  std::string name;
  std::vector<const Result*> results;

  std::vector<const Result*> of(Status status) const {
    std::vector<const Result*> found;
    for (const Result* result : results) {
      if (result->status == status) found.push_back(result);
    }
    return found;
  }
  Status status() const {
    return !of(Status::failed).empty()   ? Status::failed
           : !of(Status::passed).empty() ? Status::passed
                                         : results.front()->status;
  }
};

std::string shape_of(const Result& result) { return fmt::format("{}x{}", result.input, result.hidden); }

/// The shapes that a case did not apply to, where it passed at others.
std::string where_unsupported(const Summary& summary) {
  std::vector<std::string> shapes;
  for (const Result* result : summary.of(Status::unsupported)) shapes.push_back(shape_of(*result));
  if (shapes.empty()) return "";
  return fmt::format(" (UNSUPPORTED at {}: {})", fmt::join(shapes, ", "), summary.of(Status::unsupported).front()->got);
}

void print_summary(const Summary& summary) {
  const std::vector<const Result*> failed = summary.of(Status::failed);
  const Status status = summary.status();
  if (status == Status::failed) {
    const Result& first = *failed.front();
    tell("  FAILED       {} ({} of {} shapes)\n", summary.name, failed.size(), summary.results.size());
    tell("    at         I {}, H {}\n    expected   {}\n    got        {}\n", first.input, first.hidden, first.expected,
         first.got);
    if (!first.cause.empty()) tell("    cause      {}\n", first.cause);
    tell("    repeat     {}\n", first.repeat);
  } else {
    tell("  PASSED       {}{}\n", summary.name, where_unsupported(summary));
  }
}

/// Cases that did not apply for one reason.
struct Unsupported {
  std::vector<std::string> cases;
  std::vector<std::string> shapes;

  void add(const Summary& summary) {
    cases.push_back(summary.name);
    for (const Result* result : summary.results) {
      const std::string shape = shape_of(*result);
      if (std::find(shapes.begin(), shapes.end(), shape) == shapes.end()) shapes.push_back(shape);
    }
  }
  void print(Status status, const std::string& reason, bool are_all) const {
    tell("  {:<12} {} at {}: {}\n", conformance::text(status),
         are_all ? "all cases" : fmt::format("{}", fmt::join(cases, ", ")), fmt::join(shapes, ", "), reason);
  }
};

void print_cell(const std::string& cell, const std::vector<const Result*>& results) {
  std::vector<Summary> summaries;
  for (const Result* result : results) {
    if (summaries.empty() || summaries.back().name != result->name) summaries.push_back({result->name, {}});
    summaries.back().results.push_back(result);
  }
  tell("{}\n", cell);
  std::map<std::pair<Status, std::string>, Unsupported> unsupported;  // by reason
  for (const Summary& summary : summaries) {
    const Status status = summary.status();
    if (status == Status::unsupported || status == Status::unproven) {
      unsupported[{status, summary.results.front()->got}].add(summary);
    } else {
      print_summary(summary);
    }
  }
  for (const auto& [key, cases] : unsupported)
    cases.print(key.first, key.second, cases.cases.size() == summaries.size());
}

void print_results_text(const std::vector<Result>& results) {
  std::vector<const Result*> of_cell;
  for (std::size_t i = 0; i < results.size(); ++i) {
    of_cell.push_back(&results[i]);
    if (i + 1 < results.size() && results[i + 1].cell == results[i].cell) continue;
    print_cell(results[i].cell, of_cell);
    of_cell.clear();
  }
}

/// The cells that are UNPROVEN, each once, in order.
std::vector<std::string> unproven_cells(const std::vector<Result>& results) {
  std::vector<std::string> cells;
  for (const Result& result : results) {
    if (result.status == Status::unproven && (cells.empty() || cells.back() != result.cell))
      cells.push_back(result.cell);
  }
  return cells;
}

int exit_code_of_check(const std::filesystem::path& file, const std::vector<Result>& results,
                       std::map<Status, int>& counts) {
  if (counts[Status::failed] > 0) return exit_violated;
  if (counts[Status::unproven] > 0) {
    tell(stderr, "gatewise: {}: not proven at any of the kit's shapes: {}; name a shape with --shape\n", file.string(),
         fmt::join(unproven_cells(results), ", "));
    return exit_no_result;
  }
  if (counts[Status::passed] > 0) return exit_fine;
  tell(stderr, "gatewise: {}: nothing is proven: every case is UNSUPPORTED\n", file.string());
  return exit_no_result;
}

int check_plugin(const std::filesystem::path& file, conformance::Options options, bool json) {
  options.family_plugins = family_plugins(file);
  const std::vector<Result> results = conformance::check(file, options);
  std::map<Status, int> counts;
  Json list = Json::array();
  for (const Result& result : results) {
    ++counts[result.status];
    list.push_back(json_of(result));
  }
  if (json) {
    tell("{}\n",
         json_text(Json{{"schema", "gatewise.conformance/1"}, {"plugin", file.string()}, {"results", list}}, 2));
  } else {
    print_results_text(results);
    tell("{} cases: {} passed, {} failed, {} unsupported{}\n", results.size(), counts[Status::passed],
         counts[Status::failed], counts[Status::unsupported],
         counts[Status::unproven] > 0 ? fmt::format(", {} unproven", counts[Status::unproven]) : "");
  }
  return exit_code_of_check(file, results, counts);
}

std::string cases_footer() {
  std::string text = "Cases:\n";
  for (const auto& [name, promise] : conformance::case_names()) text += fmt::format("  {:<40} {}\n", name, promise);
  return text +
         "\nExit codes: 0 no case failed, 1 no usable plugin or a wrong option, 2 no case applies, or a cell takes "
         "none of the\nshapes that were tried but others (UNPROVEN: name one with --shape), 3 a case failed.";
}

}  // namespace

void add_plugins_check(CLI::App& plugins, Action& action) {
  CLI::App* verb = plugins.add_subcommand(
      "check", "Prove a plugin: every cell, at every shape, against every promise of the contract");
  verb->footer(cases_footer());
  auto file = std::make_shared<std::string>();
  auto options = std::make_shared<conformance::Options>();
  auto shape = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  verb->add_option("plugin", *file, "The plugin's file")->required()->type_name("SO");
  verb->add_option("--cell", options->cell,
                   "Only this cell: family, family/precision or family/precision/name; 'plugin/' may stand before it");
  verb->add_option("--case", options->case_name, "Only this case");
  verb->add_option("--shape", *shape, "This shape for every case: I and H, such as 5x17")->type_name("IxH");
  verb->add_option("--dump", options->dump, "Write the tensors that cases work with as .npy")->type_name("DIR");
  verb->add_flag("--json", *json, "Print JSON");
  verb->callback([=, &action] {
    action = [=] {
      conformance::Options chosen = *options;
      if (!shape->empty()) read_shape(*shape, chosen);
      return check_plugin(*file, chosen, *json);
    };
  });
}

}  // namespace gatewise
