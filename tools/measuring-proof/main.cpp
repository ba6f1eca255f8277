// Measures the measuring: tries each claim that docs/measuring.md makes of the method, on this machine. A proof may be
// run in parts, which add up in one file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

#include "base/json.hpp"
#include "proofs.hpp"

namespace gatewise::proof {

std::vector<Proof> proofs() {
  return {coverage_proof(),        chain_proof(),  scores_proof(), same_proof(),
          unchanged_gates_proof(), slowed_proof(), order_proof(),  decision_proof()};
}

namespace {

/// What earlier parts have left: {"proof", "try", "counts"} a line.
std::vector<Json> read_parts(const std::string& file) {
  std::vector<Json> parts;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    Json part = Json::parse(line, nullptr, false);
    if (part.is_object()) parts.push_back(std::move(part));  // a line that was torn is tried again
  }
  return parts;
}

struct Found {
  std::set<std::int64_t> done;
  Json sums = Json::object();
};

Found found_of(const Proof& proof, const std::vector<Json>& parts) {
  Found found;
  for (const Json& part : parts) {
    if (part.at("proof") != proof.name || !found.done.insert(part.at("try").get<std::int64_t>()).second) continue;
    for (const auto& [name, count] : part.at("counts").items())
      found.sums[name] = found.sums.value(name, 0.0) + count.get<double>();
  }
  return found;
}

void append(const std::string& file, const Json& part) {
  std::ofstream(file, std::ios::app) << part.dump() << std::endl;
}

void try_on(const Proof& proof, const std::string& file, std::int64_t most) {
  const Found found = found_of(proof, read_parts(file));
  std::int64_t tried = 0;
  for (std::int64_t i = 0; i < proof.tries && tried < most; ++i) {
    if (found.done.count(i) != 0) continue;
    append(file, {{"proof", proof.name}, {"try", i}, {"counts", proof.once(i)}});
    ++tried;
  }
}

/// Whether it holds, or is not complete.
bool print_finding(const Proof& proof, const std::string& file) {
  const Found found = found_of(proof, read_parts(file));
  const auto done = static_cast<std::int64_t>(found.done.size());
  const bool complete = done >= proof.tries;
  const bool holds = complete && proof.holds(found.sums);
  fmt::print("{}: {}\n  {} of {} tries; {}\n", proof.name, proof.claim, done, proof.tries,
             !complete ? "not complete"
             : holds   ? "holds"
                       : "DOES NOT HOLD");
  if (proof.table) {
    fmt::print("{}", proof.table(found.sums));
    return holds || !complete;
  }
  for (const auto& [name, count] : found.sums.items()) fmt::print("  {:>10.6g}  {}\n", count.get<double>(), name);
  return holds || !complete;
}

int run(int argc, char** argv) {
  CLI::App app("Tries the claims of docs/measuring.md on this machine", "measuring-proof");
  std::vector<std::string> names;
  std::string file = "measuring-proof.jsonl";
  std::int64_t most = 1'000'000;
  bool only_print = false;
  app.add_option("proofs", names,
                 "coverage, chains, scores, same, gates, slowed, order, decisions; all where none is named");
  app.add_option("--file", file, "Where the tries of all parts add up");
  app.add_option("--most", most, "At most so many tries of each now");
  app.add_flag("--print", only_print, "Try nothing: print what there is");
  CLI11_PARSE(app, argc, argv);
  bool all_hold = true;
  for (const Proof& proof : proofs()) {
    if (!names.empty() && std::find(names.begin(), names.end(), proof.name) == names.end()) continue;
    if (!only_print) try_on(proof, file, most);
    all_hold = print_finding(proof, file) && all_hold;
  }
  return all_hold ? 0 : 3;
}

}  // namespace
}  // namespace gatewise::proof

int main(int argc, char** argv) {
  try {
    return gatewise::proof::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "measuring-proof: " << error.what() << "\n";
    return 1;
  }
}
