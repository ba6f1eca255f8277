#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "gatewise_program.hpp"
#include "proofs.hpp"

namespace gatewise::proof {
namespace {

/// Each 3 % slower than the one before.
constexpr std::array<const char*, 10> paces{"x1000", "x1030", "x1061", "x1093", "x1126",
                                            "x1159", "x1194", "x1230", "x1267", "x1305"};

std::string suite_text() {
  std::vector<std::string> backends;
  for (const char* pace : paces) backends.push_back(fmt::format("\"paced.f32@{}\"", pace));
  return fmt::format(
      "name = \"order\"\ntask = \"cost-only\"\n[architectures]\nfamilies = [\"rnn_tanh\"]\nhidden = "
      "[8]\n[workload]\nlengths "
      "= {{ shape = \"constant\", steps = 100 }}\n[backends]\nuse = [{}]\n[measurement]\nblocks = 32\nlaunches = "
      "8\n[budget.fastest]\nprefer = \"latency\"\n",
      fmt::join(backends, ", "));
}

std::string id_of(std::size_t index) { return fmt::format("rnn_tanh-h8-l1-i8/paced.f32@{}", paces[index]); }

/// The candidate's place in a ranking's order; null where it is missing.
const Json* place_of(const Json& ranking, std::size_t index) {
  for (const Json& place : ranking.at("order")) {
    if (place.at("candidate") == id_of(index)) return &place;
  }
  return nullptr;
}

bool tie(const Json& place, const std::string& other) {
  const Json& tied = place.at("tied_with");
  return std::find(tied.begin(), tied.end(), other) != tied.end();
}

/// While another process keeps the other core busy.
Json try_order(std::int64_t) {
  const Workplace work;
  const OtherLoad load;
  const std::string out = (work.path() / "run").string();
  run_gatewise({"run", work.write("order.toml", suite_text()).string(), "--plugin", plugin_file("paced").string(),
                "--set", fmt::format("backends.use=[\"paced.f32@{}\"]", fmt::join(paces, "\", \"paced.f32@")), "--out",
                out});
  const Json ranking = read_json(out + "/report.json").at("rankings").at(0);
  int separated = 0;
  int wrong = 0;
  for (std::size_t i = 0; i < paces.size(); ++i) {
    for (std::size_t j = i + 1; j < paces.size(); ++j) {
      const Json* faster = place_of(ranking, i);
      const Json* slower = place_of(ranking, j);
      if (faster == nullptr || slower == nullptr) return {{"repeats", 1}, {"good", 0}, {"missing", 1}};
      const bool tied = tie(*faster, id_of(j));
      if (j == i + 1) separated += tied ? 0 : 1;
      wrong += !tied && faster->at("rank") > slower->at("rank") ? 1 : 0;
    }
  }
  const bool good = separated >= 8 && wrong == 0;  // 80 % of nine neighbours are 7.2
  return {{"repeats", 1}, {"good", good ? 1 : 0}, {"neighbours separated", separated}, {"in the wrong order", wrong}};
}

}  // namespace

Proof order_proof() {
  return {
      "order",
      "of ten candidates spaced 3 % apart at least 80 % of neighbours are separated and none stands in the wrong order "
      "outside a tie, in 19 of 20 repeats while another process loads the other core",
      20, try_order, [](const Json& sum) { return sum.at("repeats") >= 20 && sum.at("good") >= 19; }};
}

}  // namespace gatewise::proof
