#include <fmt/format.h>

#include "base/json.hpp"
#include "generated_latencies.hpp"
#include "measure/interval.hpp"
#include "proofs.hpp"

namespace gatewise::proof {
namespace {

constexpr int blocks = 24;
constexpr int steps = 600;
constexpr int repeats = 1000;
constexpr double quantiles[] = {0.5, 0.99};

/// Over so many runs that their own error is small beside an interval's width.
Histogram truth_of(const Process& process, Random& random) {
  constexpr int runs = 3000;
  Histogram all;
  for (int run = 0; run < runs; ++run) {
    for (const Histogram& block : generate(process, blocks, steps, random)) all.add(block);
  }
  return all;
}

std::string key_of(const Process& process, double q) { return fmt::format("{} p{}", process.name, 100 * q); }

/// All repeats of one process.
Json try_process(std::int64_t index) {
  const Process process = processes().at(static_cast<std::size_t>(index));
  Random random(static_cast<std::uint64_t>(index) + 1, "coverage");
  const Histogram truth = truth_of(process, random);
  Json counts = Json::object();
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const std::vector<Histogram> run = generate(process, blocks, steps, random);
    for (const double q : quantiles) {
      const double value = truth.quantile(q);
      const Interval interval = quantile_over_rounds(run, q);
      const bool held = interval.low <= value && value <= interval.high;
      counts[key_of(process, q)] = counts.value(key_of(process, q), 0) + (held ? 1 : 0);
    }
  }
  return counts;
}

bool is_near_95_percent(const Json& counts) {
  for (const auto& [name, held] : counts.items()) {
    const double share = held.get<double>() / repeats;
    if (share < 0.93 || share > 0.97) return false;
  }
  return true;
}

}  // namespace

Proof coverage_proof() {
  return {"coverage",
          fmt::format("95 % intervals of p50 and p99 hold the truth of generated latencies in 93 to 97 % of {} repeats "
                      "({} blocks of {} steps); the counts are of repeats that held it",
                      repeats, blocks, steps),
          static_cast<std::int64_t>(processes().size()), try_process, is_near_95_percent};
}

}  // namespace gatewise::proof
