#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>

#include "base/json.hpp"
#include "gatewise_program.hpp"
#include "proofs.hpp"

namespace gatewise::proof {
namespace {

constexpr const char* any_change =
    "[gate]\nlatency.streaming.p50 = { worse_by = \"0%\" }\nlatency.streaming.p99 = { worse_by = \"0%\" }\n";

std::string cost_suite(const std::string& families, const std::string& hidden, const std::string& backends,
                       const std::string& rest) {
  return fmt::format(
      "name = \"proof\"\ntask = \"cost-only\"\n[architectures]\nfamilies = {}\nhidden = {}\n[workload]\nlengths = {{ "
      "shape = \"constant\", steps = 100 }}\n[backends]\nuse = {}\n{}",
      families, hidden, backends, rest);
}

/// Gates the suite and answers with gate.json; null where there is none.
Json gate(const std::string& suite, const std::vector<std::string>& sides, int* exit_code = nullptr) {
  const Workplace work;
  std::vector<std::string> arguments{"gate", work.write("proof.toml", suite).string(), "--out",
                                     (work.path() / "gate").string()};
  arguments.insert(arguments.end(), sides.begin(), sides.end());
  const int code = run_gatewise(arguments);
  if (exit_code != nullptr) *exit_code = code;
  const std::filesystem::path file = work.path() / "gate/gate.json";
  return std::filesystem::exists(file) ? read_json(file) : Json();
}

std::vector<std::string> one_build_twice(const std::string& plugin) {
  const std::string file = plugin_file(plugin).string();
  return {"--base", file, "--head", file};
}

/// One build against itself, another cell each time.
Json try_same(std::int64_t index) {
  constexpr std::array<const char*, 3> plugins{"int8", "onednn", "reference"};
  constexpr std::array<const char*, 3> families{"lstm", "gru", "rnn_tanh"};
  constexpr std::array<int, 4> sizes{16, 32, 64, 128};
  const auto pick = static_cast<std::size_t>(index);
  const std::string plugin = plugins[pick % 3];
  const std::string precision = plugin == "int8" ? "int8" : "f32";
  const Json found =
      gate(cost_suite(fmt::format("[\"{}\"]", families[pick / 3 % 3]), fmt::format("[{}]", sizes[pick / 9 % 4]),
                      fmt::format("[\"{}.{}\"]", plugin, precision), any_change),
           one_build_twice(plugin));
  Json counts{{"comparisons", 0},
              {"p50 called different", 0},
              {"p99 called different", 0},
              {"failed", found.is_null() ? 1 : 0}};
  if (found.is_null()) return counts;
  for (const Json& row : found.at("rows")) {
    if (!row.contains("p")) continue;
    const bool median = row.at("metric") == "latency.streaming.p50";
    counts["comparisons"] = counts["comparisons"].get<int>() + (median ? 1 : 0);
    const char* key = median ? "p50 called different" : "p99 called different";
    counts[key] = counts[key].get<int>() + (row.at("p").get<double>() < 0.05 ? 1 : 0);
  }
  return counts;
}

/// 5 % of n, and what sampling adds to it in 97.5 of 100 cases.
double allowed_at_5_percent(double n) { return 0.05 * n + 1.96 * std::sqrt(0.05 * 0.95 * n); }

Json try_unchanged_gate(std::int64_t) {
  int code = 0;
  const Json found = gate(cost_suite("[\"rnn_tanh\", \"lstm\", \"gru\"]", "[32, 128]", "[\"int8.int8\"]", ""),
                          one_build_twice("int8"), &code);
  return {{"gates", found.is_null() ? 0 : 1}, {"failed", code == 3 ? 1 : 0}};
}

/// The chain of work is longer by 2 %; the step, which has more than that, a little less so.
Json try_slowed(std::int64_t) {
  constexpr double most_seconds = 10;
  const auto begin = std::chrono::steady_clock::now();
  const Json found =
      gate(cost_suite("[\"rnn_tanh\"]", "[8]", "[\"paced.f32@x1000\", \"paced.f32@x1020\"]", any_change),
           {"--plugin", plugin_file("paced").string(), "--a", "rnn_tanh-h8-l1-i8/paced.f32@x1000", "--b",
            "rnn_tanh-h8-l1-i8/paced.f32@x1020", "--set", "backends.use=[\"paced.f32@x1000\", \"paced.f32@x1020\"]"});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  Json counts{{"pairs", 0}, {"found", 0}, {"over 10 s", seconds > most_seconds ? 1 : 0}, {"seconds", seconds}};
  if (found.is_null()) return counts;
  for (const Json& row : found.at("rows")) {
    if (row.at("metric") != "latency.streaming.p50" || !row.contains("p")) continue;
    counts["pairs"] = 1;
    counts["found"] =
        row.at("corrected_p").get<double>() < 0.05 && row.at("ratio").at("value").get<double>() > 1 ? 1 : 0;
    counts["found change, summed up in %"] = 100 * (row.at("ratio").at("value").get<double>() - 1);
  }
  return counts;
}

}  // namespace

Proof same_proof() {
  return {
      "same",
      "of 200 comparisons of one build with itself at most 5 %, and what sampling adds, are called different at the "
      "95 % level",
      200, try_same, [](const Json& sum) {
        const double most = allowed_at_5_percent(sum.at("comparisons").get<double>());
        return sum.at("comparisons") >= 190 && sum.at("p50 called different").get<double>() <= most &&
               sum.at("p99 called different").get<double>() <= most;
      }};
}

Proof unchanged_gates_proof() {
  return {"gates", "of 50 gates over a whole suite (6 cells, 24 rules) of one build against itself at most one fails",
          50, try_unchanged_gate, [](const Json& sum) { return sum.at("gates") >= 50 && sum.at("failed") <= 1; }};
}

Proof slowed_proof() {
  return {"slowed", "a candidate that is slower by 2 % is found in at least 90 of 100 pairs, within 10 seconds each",
          100, try_slowed,
          [](const Json& sum) { return sum.at("pairs") >= 100 && sum.at("found") >= 90 && sum.at("over 10 s") == 0; }};
}

}  // namespace gatewise::proof
