#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "cli/progress_bar.hpp"
#include "cli/suite_options.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "reports/text/gate_report.hpp"
#include "run/sessions/runner.hpp"
#include "run/sessions/size_session.hpp"
#include "select/gate.hpp"
#include "suite/sizes.hpp"

namespace gatewise {
namespace {

struct GateOptions {
  SuiteOptions suite;
  std::string base, head;  // plugin files
  std::string a, b;        // candidates
  std::string out;
  std::string format = "text";
  bool is_strict = false;
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr const char* base_alias = "base";
constexpr const char* head_alias = "head";

void check_options(const GateOptions& options) {
  const bool builds = !options.base.empty() || !options.head.empty();
  const bool candidates = !options.a.empty() || !options.b.empty();
  if (builds == candidates)
    throw InputError("gate compares two builds (--base and --head) or two candidates (--a and --b)");
  if (builds && (options.base.empty() || options.head.empty()))
    throw InputError("gate needs both --base and --head: two builds of one plugin");
  if (candidates && (options.a.empty() || options.b.empty()))
    throw InputError("gate needs both --a and --b: two candidates of the suite");
  if (candidates && options.a == options.b)
    throw InputError(
        fmt::format("--a and --b are the same candidate, {}; to gate two builds use --base and --head", options.a));
}

/// Whether the suite itself asks for this precision: of some plugin, by a name that is none of the gate's.
bool asks_for(const Suite& suite, const std::string& precision) {
  return std::any_of(suite.backends.begin(), suite.backends.end(), [&](const Backend& backend) {
    return backend.plugin != base_alias && backend.plugin != head_alias && backend.precision == precision;
  });
}

/// Each architecture with each precision that the suite asks for and both builds offer, base before head; with all that
/// they offer where the suite asks for none of them.
Pairs pairs_of_builds(const Suite& suite) {
  Pairs pairs;
  const bool picks = std::any_of(suite.backends.begin(), suite.backends.end(), [&](const Backend& backend) {
    return backend.plugin == base_alias && asks_for(suite, backend.precision);
  });
  for (const Architecture& architecture : suite.architectures) {
    for (const Backend& base : suite.backends) {
      Backend head = base;
      head.plugin = head_alias;
      const bool both = base.plugin == base_alias && (!picks || asks_for(suite, base.precision)) &&
                        std::any_of(suite.backends.begin(), suite.backends.end(),
                                    [&](const Backend& other) { return other.name() == head.name(); });
      if (both) pairs.emplace_back(CandidateName{architecture, base}.id(), CandidateName{architecture, head}.id());
    }
  }
  if (pairs.empty())
    throw InputError("nothing to compare: the two builds have no cell of the suite's families in common");
  return pairs;
}

Pairs pair_of_candidates(const Suite& suite, const GateOptions& options) {
  std::vector<std::string> ids;
  for (const CandidateName& candidate : candidates_of(suite)) ids.push_back(candidate.id());
  for (const std::string& id : {options.a, options.b}) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
      throw InputError(fmt::format("{}: no candidate '{}'; `gatewise plan {}` lists them", suite.file.string(), id,
                                   options.suite.suite));
  }
  return {{options.a, options.b}};
}

bool needs_training(const GateRules& rules) {
  return std::any_of(rules.rules.begin(), rules.rules.end(), [](const GateRule& rule) {
    return rule.metric.kind == "quality" || rule.metric.detail == "file";
  });
}

/// Enough for a paired comparison: many short blocks, over several starts of the processes.
void widen_measurement(Suite& suite) {
  constexpr std::int64_t launches = 8;
  constexpr std::int64_t blocks = 48;
  MeasurementPlan& plan = suite.measurement;
  if (plan.blocks < blocks) suite.measurement_cuts.clear();  // what an effort has cut is there again
  plan.blocks = std::max(plan.blocks, blocks);
  plan.launches = std::max(plan.launches, launches);
}

/// The suite as the gate runs it: these candidates alone, and with seeded weights where no rule asks for quality.
Pairs narrow(RunInput& input, const GateOptions& options) {
  Pairs pairs = options.base.empty() ? pair_of_candidates(input.suite, options) : pairs_of_builds(input.suite);
  for (const auto& [base, head] : pairs) input.options.only.insert({base, head});
  input.options.is_seeded = !needs_training(input.suite.gate);
  input.options.comparison = fmt::format("{} {}", std::time(nullptr), ::getpid());  // measured now, whatever is known
  apply_choice(input.suite, input.options);
  widen_measurement(input.suite);
  std::erase_if(input.suite.architectures,
                [&](const Architecture& architecture) { return backends_of(input.suite, architecture).empty(); });
  return pairs;
}

void print_gate(const OrderedJson& gate, const std::string& format) {
  if (format == "json") tell("{}\n", json_text(gate, 2));
  if (format == "md") tell("{}", render_gate_markdown(gate));
  if (format == "junit") tell("{}", render_gate_junit(gate));
  if (format == "text") tell("{}", render_gate(gate));
}

int exit_code_of(const GateOutcome& outcome, bool is_strict) {
  if (outcome.count(GateFinding::not_compared) == outcome.rows.size()) {
    tell(stderr, "gatewise: nothing was compared: no rule has a value on both sides; see the reasons above\n");
    return exit_no_result;
  }
  if (outcome.count(GateFinding::regression) > 0) return exit_violated;
  if (is_strict && outcome.count(GateFinding::not_compared) > 0) {
    tell(stderr, "gatewise: --strict: {} rules were not compared\n", outcome.count(GateFinding::not_compared));
    return exit_no_result;
  }
  if (!outcome.is_indicative) return exit_fine;
  tell(stderr, "gatewise: no regression was found, by numbers that are INDICATIVE{}\n",
       is_strict ? ": --strict takes them for none" : "");
  return is_strict ? exit_no_result : exit_fine;
}

int run_gate(GateOptions options, bool verbose) {
  check_options(options);
  if (!options.base.empty()) {
    options.suite.plugins = {fmt::format("{}={}", base_alias, options.base),
                             fmt::format("{}={}", head_alias, options.head)};
  }
  RunInput input = resolve(options.suite);
  require_sizes(input.suite, "gate");
  const Pairs pairs = narrow(input, options);
  const std::filesystem::path path =
      options.out.empty() ? default_run_path("gate-" + input.suite.name) : std::filesystem::path(options.out);
  const RunDirectory directory = RunDirectory::create(path, input.suite, input.options);
  RunOutcome outcome;
  {
    ProgressBar bar(verbose);
    settle_sizes(input, directory, bar);
    outcome = execute(input, directory, bar);
  }
  if (outcome.stopped_by != 0) return exit_signal + outcome.stopped_by;
  const std::vector<Evidence> evidence = gather(input.suite, Journal(directory.journal()), directory.environment());
  const GateOutcome gate = judge_gate(evidence.front(), pairs, input.suite.gate, today());
  const OrderedJson json = gate_json(gate, evidence.front());
  write_file_atomically(path / "gate.json", json_text(json, 2) + "\n");
  write_file_atomically(path / "gate.md", render_gate_markdown(json));
  write_file_atomically(path / "gate.xml", render_gate_junit(json));
  print_gate(json, options.format);
  return exit_code_of(gate, options.is_strict);
}

}  // namespace

void add_gate(CLI::App& app, const Common& common, Action& action) {
  CLI::App* verb =
      app.add_subcommand("gate", "Measure two builds or two candidates in turn, now, and say what became worse");
  verb->footer(
      "Rules stand in the suite's [gate]. Exit code 3: a regression; 2: nothing could be compared, or with --strict "
      "the "
      "numbers are INDICATIVE.");
  auto options = std::make_shared<GateOptions>();
  options->suite.add_to(*verb);
  verb->add_option("--base", options->base, "The build of a plugin that is compared with")->type_name("SO");
  verb->add_option("--head", options->head, "The build that is judged")->type_name("SO");
  verb->add_option("--a", options->a, "The candidate that is compared with")->type_name("ID");
  verb->add_option("--b", options->b, "The candidate that is judged")->type_name("ID");
  verb->add_option("--out", options->out, "The gate's directory; default runs/gate-<suite>-<time>")->type_name("DIR");
  verb->add_option("--format", options->format, "text, md, json or junit: what goes to stdout")
      ->check(CLI::IsMember({"text", "md", "json", "junit"}));
  verb->add_flag("--strict", options->is_strict, "Numbers that are INDICATIVE do not pass");
  verb->callback([=, &common, &action] { action = [=, &common] { return run_gate(*options, common.verbose); }; });
}

}  // namespace gatewise
