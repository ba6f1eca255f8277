#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/json.hpp"
#include "base/random.hpp"
#include "gatewise_program.hpp"
#include "proofs.hpp"

namespace gatewise::proof {
namespace {

constexpr std::array<const char*, 6> paces{"x1000", "x1061", "x1126", "x1159", "x1230", "x1305"};
constexpr std::array<int, 3> sizes{4, 8, 16};

/// What a run said of a candidate.
struct Figures {
  double p50_ns = 0;
  double p99_ns = 0;
  double bytes = 0;
};

/// Three paces and three sizes: nine candidates.
std::vector<std::string> pick_paces(Random& random) {
  std::vector<std::string> all(paces.begin(), paces.end());
  random.shuffle(all);
  all.resize(3);
  return all;
}

std::vector<std::string> arguments_of(const Workplace& work, const std::string& suite,
                                      const std::vector<std::string>& picked, const std::string& out) {
  return {"run",      suite,
          "--plugin", plugin_file("paced").string(),
          "--set",    fmt::format("backends.use=[\"paced.f32@{}\"]", fmt::join(picked, "\", \"paced.f32@")),
          "--out",    (work.path() / out).string()};
}

std::string suite_text(const std::string& budget) {
  return fmt::format(
      "name = \"decision\"\ntask = \"cost-only\"\n[architectures]\nfamilies = [\"rnn_tanh\"]\nhidden = "
      "[{}]\n[workload]\nlengths "
      "= {{ shape = \"constant\", steps = 100 }}\n[backends]\nuse = [\"reference.f32\"]\n[measurement]\nlaunches = "
      "4\n{}",
      fmt::join(sizes, ", "), budget);
}

std::map<std::string, Figures> figures_of(const Json& report) {
  std::map<std::string, Figures> figures;
  for (const Json& candidate : report.at("candidates"))
    figures[candidate.at("id")].bytes = candidate.at("memory").at("total_bytes").get<double>();
  for (const Json& entry : report.at("measurements")) {
    Figures& one = figures[entry.at("candidate")];
    one.p50_ns = entry.at("p50_ns").at("value");
    one.p99_ns = entry.at("p99_ns").at("value");
  }
  return figures;
}

struct Task {
  bool by_p99 = false;
  double limit_ns = 0;
  bool prefers_latency = false;

  double limited(const Figures& one) const { return by_p99 ? one.p99_ns : one.p50_ns; }
  double cost(const Figures& one) const { return prefers_latency ? one.p50_ns : one.bytes; }
  std::string budget() const {
    return fmt::format("[budget.b]\nlatency.streaming.{} = {{ max = \"{:.0f}ns\" }}\nprefer = \"{}\"\n",
                       by_p99 ? "p99" : "p50", limit_ns, prefers_latency ? "latency" : "memory");
  }
};

/// A limit between two candidates, as they were measured at length.
Task make_task(const std::map<std::string, Figures>& truth, Random& random) {
  Task task{random.below(2) == 1, 0, random.below(2) == 1};
  std::vector<double> values;
  for (const auto& [id, one] : truth) values.push_back(task.limited(one));
  std::sort(values.begin(), values.end());
  const std::size_t place = 2 + random.below(values.size() - 3);
  task.limit_ns = (values[place] + values[place + 1]) / 2;
  return task;
}

/// Whether no candidate keeps the limit and is better than this one by more than what nobody minds.
bool is_right(const std::string& winner, const std::map<std::string, Figures>& truth, const Task& task) {
  constexpr double slack = 1.01;
  if (task.limited(truth.at(winner)) > task.limit_ns) return false;
  return std::none_of(truth.begin(), truth.end(), [&](const auto& entry) {
    return task.limited(entry.second) * slack <= task.limit_ns &&
           task.cost(entry.second) * slack < task.cost(truth.at(winner));
  });
}

/// Candidates that are proven and kept, and how many of each a fresh run's own value breaks.
void count_promises(Json& counts, const Json& ranking, const std::map<std::string, Figures>& fresh, const Task& task) {
  for (const char* fit : {"proven", "kept"}) {
    int all = 0;
    int broken = 0;
    for (const Json& place : ranking.at("order")) {
      if (place.at("fit") != fit) continue;
      ++all;
      broken += task.limited(fresh.at(place.at("candidate"))) > task.limit_ns ? 1 : 0;
    }
    const std::string name = fmt::format("{} {}", task.by_p99 ? "p99" : "p50", fit);
    counts[name] = all;
    counts[name + ", broken by a fresh run"] = broken;
  }
}

/// The truth is measured at length, the decision as users do, and what it proves is measured once more.
Json try_decision(std::int64_t index) {
  Random random(static_cast<std::uint64_t>(index), "decision");
  const Workplace work;
  const std::vector<std::string> picked = pick_paces(random);
  const std::string bare = work.write("bare.toml", suite_text("")).string();
  const auto run = [&](const std::string& suite, const std::string& out, bool at_length) {
    std::vector<std::string> arguments = arguments_of(work, suite, picked, out);
    if (at_length) arguments.insert(arguments.end(), {"--effort", "publish"});
    run_gatewise(arguments);
    return read_json(work.path() / out / "report.json");
  };
  const std::map<std::string, Figures> truth = figures_of(run(bare, "truth", true));
  const Task task = make_task(truth, random);
  const Json report = run(work.write("decision.toml", suite_text(task.budget())).string(), "decision", false);
  const std::map<std::string, Figures> fresh = figures_of(run(bare, "fresh", false));
  const Json& ranking = report.at("rankings").at(0);
  const bool right = ranking.at("winner").is_string() && is_right(ranking.at("winner"), truth, task);
  Json counts{{"decisions", 1}, {"right", right ? 1 : 0}};
  count_promises(counts, ranking, fresh, task);
  return counts;
}

/// Both fits, whatever the limit is on.
double sum_of(const Json& sums, const std::string& what) {
  return sums.value("p50 " + what, 0.0) + sums.value("p99 " + what, 0.0);
}

}  // namespace

Proof decision_proof() {
  return {
      "decisions",
      "of 40 decisions among nine to twelve candidates, measured at length before, at least 38 name a winner of the "
      "true tie set, and of the candidates proven to keep the budget, its reserve included, a fresh run's own value "
      "breaks it for at most 1 in 100; those kept by less than the reserve are counted apart",
      40, try_decision, [](const Json& sum) {
        return sum.at("decisions") >= 40 && sum.at("right") >= 38 && sum_of(sum, "proven") >= 80 &&
               sum_of(sum, "proven, broken by a fresh run") * 100 <= sum_of(sum, "proven");
      }};
}

}  // namespace gatewise::proof
