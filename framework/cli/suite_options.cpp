#include "cli/suite_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/installation.hpp"
#include "data/length_source.hpp"
#include "data/load.hpp"
#include "data/seeded_inputs.hpp"
#include "measure/machine/clock.hpp"
#include "run/plan/plan.hpp"
#include "run/plan/solve_sizes.hpp"
#include "suite/scenario_terms.hpp"
#include "suite/sizes.hpp"
#include "training/trainer.hpp"

namespace gatewise {
namespace {

/// A suite by path, or by name among the installed ones.
std::filesystem::path find_suite(const std::string& name) {
  if (is_there(name)) return name;
  std::filesystem::path bundled = installation().suites / (name + ".toml");
  if (name.find('/') == std::string::npos && is_there(bundled)) return bundled;
  throw InputError(fmt::format("{}: no such suite, neither as a file nor in {}", name, installation().suites.string()));
}

/// The table's entry of a plugin from the command line: by its alias, or by its file under its own id.
std::map<std::string, PluginDescriptor>::const_iterator find_named(const NamedPlugin& named,
                                                                   const PluginTable& plugins) {
  if (!named.alias.empty()) return plugins.plugins.find(named.alias);
  return std::find_if(plugins.plugins.begin(), plugins.plugins.end(), [&](const auto& entry) {
    return entry.second.file == named.file && entry.first == entry.second.id;
  });
}

/// The backends that --plugin files add: every precision that a file offers for the suite's families.
std::vector<std::string> added_backends(const std::vector<NamedPlugin>& named, const PluginTable& plugins,
                                        const Suite& suite) {
  std::vector<std::string> names;
  for (const NamedPlugin& plugin : named) {
    const auto& [name, descriptor] = *find_named(plugin, plugins);
    std::set<std::string> precisions;
    for (const ListedCell& cell : descriptor.cells) {
      const bool wanted = std::any_of(suite.architectures.begin(), suite.architectures.end(),
                                      [&](const Architecture& a) { return a.family == cell.family; });
      if (wanted) precisions.insert(cell.precision);
    }
    if (precisions.empty()) {
      throw InputError(fmt::format(
          "--plugin {}: plugin '{}' has no cell of the suite's families; change architectures.families or leave it out",
          plugin.file.string(), descriptor.id));
    }
    for (const std::string& precision : precisions) names.push_back(fmt::format("{}.{}", name, precision));
  }
  return names;
}

/// backends.use of the suite with the command line's own added, as an override.
std::string backends_override(const Suite& suite, const std::vector<std::string>& added) {
  std::vector<std::string> all;
  for (const Backend& backend : suite.backends) all.push_back(backend.name());
  for (const std::string& name : added) {
    if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
  }
  return fmt::format("backends.use=[\"{}\"]", fmt::join(all, "\", \""));
}

std::string seeds_override(const Suite& suite, long seed) {
  const auto most = std::numeric_limits<long>::max() - static_cast<long>(suite.seeds.size());
  if (seed > most)
    throw InputError(fmt::format("--seed {}: the most is {}, with as many behind it as the suite has", seed, most));
  std::vector<long> seeds;
  for (std::size_t i = 0; i < suite.seeds.size(); ++i) seeds.push_back(seed + static_cast<long>(i));
  return fmt::format("training.seeds=[{}]", fmt::join(seeds, ", "));
}

/// What stands for a dataset where a suite has none; each problem's child makes its own, as wide as it needs.
void make_inputs(RunInput& input) {
  const Workload& workload = input.suite.workload;
  std::vector<std::int64_t> lengths{1};
  if (!workload.lengths.is_dataset()) lengths = draw_lengths(workload.lengths, workload.count, workload.seed);
  input.dataset = seeded_inputs(1, workload.outputs, lengths, workload.seed);
}

/// What each measuring child would make of its own, said before the first of them starts.
void check_workload(const RunInput& input) {
  const Workload& workload = input.suite.workload;
  if (workload.lengths.is_dataset()) return;
  std::int64_t width = input.dataset.feature_count;
  for (const Architecture& architecture : input.suite.architectures) width = std::max(width, architecture.input);
  try {
    check_lengths_fit(draw_lengths(workload.lengths, workload.count, workload.seed), width);
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", input.suite.file.string(), error.what()));
  }
}

void read_dataset(const SuiteOptions& given, const std::filesystem::path& file, RunInput& input) {
  input.dataset_file = find_dataset(input.suite.dataset, dataset_folders(file));
  const DatasetDescription description = read_dataset_description(input.dataset_file, input.suite.preparation);
  check_task(input.suite, description);
  input.dataset_files = paths_of(locate_with_bar(description, given.data));
  const std::int64_t begin_ns = now_ns();
  input.dataset = load_dataset(description, input.dataset_files);
  input.load_seconds = static_cast<double>(now_ns() - begin_ns) / 1e9;
}

}  // namespace

void SuiteOptions::add_to(CLI::App& verb) {
  verb.add_option("suite", suite, "A suite's file, or the name of a bundled one")->required();
  verb.add_option("--set", overrides,
                  "Change a key: a dotted path and a TOML value, such as training.seeds=[1]; may be repeated")
      ->type_name("KEY=VALUE");
  verb.add_option(
          "--plugin", plugins,
          "A plugin's file, whose backends join the run; an alias lets two builds of one plugin stand side by side")
      ->type_name("[ALIAS=]SO");
  verb.add_option("--max-time", max_time, "Bound the run, such as 15m; what that cuts shows as INDICATIVE")
      ->envname("GATEWISE_MAX_TIME")
      ->type_name("TIME");
  verb.add_option("--effort", effort, "quick, standard or publish")
      ->envname("GATEWISE_EFFORT")
      ->check(CLI::IsMember({"quick", "standard", "publish"}));
  verb.add_option("--seed", seed, "Take seeds N, N+1, ... instead of the suite's")->check(CLI::NonNegativeNumber);
  data.add_to(verb);
}

RunOptions SuiteOptions::run_options() const {
  RunOptions options{overrides, effort, 0, suite};
  if (max_time.empty()) return options;
  const std::optional<double> limit = parse_quantity(max_time, Unit::nanoseconds);
  if (!limit || *limit <= 0)
    throw InputError(
        fmt::format("--max-time {}: expected a time with its unit of at most 8760h, such as 90s, 15m or 2h", max_time));
  options.max_seconds = *limit / 1e9;
  return options;
}

std::vector<std::filesystem::path> dataset_folders(const std::filesystem::path& suite) {
  std::vector<std::filesystem::path> folders;
  if (!suite.empty()) folders.push_back(std::filesystem::absolute(suite).parent_path() / "datasets");
  folders.push_back(installation().suites / "datasets");
  return folders;
}

RunInput resolve(const SuiteOptions& given) {
  const std::filesystem::path file = find_suite(given.suite);
  RunOptions options = given.run_options();
  std::vector<NamedPlugin> named;
  for (const std::string& argument : given.plugins) named.push_back(parse_named_plugin(argument));
  const PluginTable plugins = find_plugins(named, plugin_folders());
  learn_families(plugins);  // suites may name them
  const Suite as_written = read_suite(file, options.overrides);
  if (!named.empty())
    options.overrides.push_back(backends_override(as_written, added_backends(named, plugins, as_written)));
  if (given.seed >= 0) options.overrides.push_back(seeds_override(as_written, given.seed));

  for (const auto& [name, descriptor] : plugins.plugins) {
    for (const ListedCell& cell : descriptor.cells) options.offers[name].insert(cell.family);
    for (const Family& family : descriptor.families) options.families.push_back(family);
  }
  RunInput input{read_suite(file, options.overrides), options, {}, {}, {}, 0, plugins};
  apply_options(input.suite, options);
  check_suite(input.suite, input.plugins);
  check_pairing(input.suite);
  input.suite.task == Task::cost_only ? make_inputs(input) : read_dataset(given, file, input);
  check_workload(input);
  check_metrics(input.suite, input.dataset);
  check_models(input.suite, input.dataset);
  concrete_scenarios(input.suite, input.dataset.step_seconds);
  for (const Architecture& architecture : input.suite.architectures) shape_for(architecture, input.dataset);
  check_recipes(input.suite, input.dataset);
  if (input.suite.size_rule && !input.suite.size_rule->is_measured())
    apply_sizes(input.suite, solve_sizes(input.suite, input.dataset));
  return input;
}

}  // namespace gatewise
