#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "generated_latencies.hpp"
#include "measure/statistics/interval.hpp"
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

/// A block's steps in chains of 32, the mean of each: what a p50 of streaming steps is taken from.
std::vector<double> chain_means(const Process& process, Random& random, std::vector<std::vector<double>>& run) {
  constexpr int chain = 32;
  std::vector<double> all;
  run.assign(blocks, {});
  const std::vector<std::vector<double>> steps_of = generate_steps(process, blocks, steps, random);
  for (int block = 0; block < blocks; ++block) {
    const std::vector<double>& values = steps_of[static_cast<std::size_t>(block)];
    for (std::size_t begin = 0; begin + chain <= values.size(); begin += chain) {
      double sum = 0;
      for (std::size_t i = begin; i < begin + chain; ++i) sum += values[i];
      run[static_cast<std::size_t>(block)].push_back(sum / chain);
    }
    all.insert(all.end(), run[static_cast<std::size_t>(block)].begin(), run[static_cast<std::size_t>(block)].end());
  }
  return all;
}

double true_chain_median(const Process& process, Random& random) {
  constexpr int runs = 1000;
  std::vector<double> all;
  std::vector<std::vector<double>> run;
  for (int i = 0; i < runs; ++i) {
    const std::vector<double> means = chain_means(process, random, run);
    all.insert(all.end(), means.begin(), means.end());
  }
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

/// How many repeats' intervals hold the median of all chains.
int held_by_chains(const Process& process, Random& random) {
  const double truth = true_chain_median(process, random);
  int held = 0;
  std::vector<std::vector<double>> run;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    chain_means(process, random, run);
    const Interval interval = quantile_over_rounds(run, 0.5);
    held += interval.low <= truth && truth <= interval.high ? 1 : 0;
  }
  return held;
}

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
  counts[process.name + " p50 of chains"] = held_by_chains(process, random);
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
          fmt::format("95 % intervals of p50, of p50 of chains of 32 steps, and of p99 hold the truth of generated "
                      "latencies in 93 to 97 % of {} repeats "
                      "({} blocks of {} steps); the counts are of repeats that held it",
                      repeats, blocks, steps),
          static_cast<std::int64_t>(processes().size()), try_process, is_near_95_percent};
}

}  // namespace gatewise::proof
