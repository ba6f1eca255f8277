#include "generated_latencies.hpp"

#include <cmath>

namespace gatewise::proof {
namespace {

constexpr double slow_share = 0.3;
constexpr double others_blocks = 9;

/// The states of the process from step to step.
class Source {
 public:
  Source(const Process& process, Random& random) : process_(process), random_(random) {
    slow_ = draw_mode();
    level_ = random.normal();
    direction_ = random.uniform() < 0.5 ? -1 : 1;
  }

  void pass(double steps) {
    if (process_.mode_steps > 0 && random_.uniform() > std::pow(1 - 1 / process_.mode_steps, steps))
      slow_ = draw_mode();
    if (process_.correlation > 0) move_level(std::pow(process_.correlation, steps));
    burst_ = 0;
  }

  /// `place` of the run, 0 to 1.
  double next(double place) {
    if (process_.mode_steps > 0 && random_.uniform() < 1 / process_.mode_steps) slow_ = draw_mode();
    if (process_.correlation > 0) move_level(process_.correlation);
    double logarithm = std::log(process_.level_ns) + 0.03 * random_.normal() + (slow_ ? 0.25 : 0);
    if (process_.correlation > 0) logarithm += 0.05 * level_;
    logarithm += process_.drift * direction_ * (place - 0.5);
    double latency = std::exp(logarithm);
    if (burst_ == 0 && random_.uniform() < process_.bursts)
      burst_ = 1 + static_cast<int>(-3 * std::log(1 - random_.uniform()));
    if (burst_ > 0) {
      --burst_;
      latency += -2 * process_.level_ns * std::log(1 - random_.uniform());
    }
    return latency;
  }

 private:
  bool draw_mode() { return process_.mode_steps > 0 && random_.uniform() < slow_share; }
  void move_level(double correlation) {
    level_ = correlation * level_ + std::sqrt(1 - correlation * correlation) * random_.normal();
  }

  const Process& process_;
  Random& random_;
  bool slow_ = false;
  double level_ = 0;
  double direction_ = 1;
  int burst_ = 0;
};

}  // namespace

std::vector<Process> processes() {
  return {{"independent", 0, 0, 0, 0},
          {"bimodal", 50, 0, 0.002, 0},
          {"autocorrelated", 0, 0.95, 0.002, 0},
          {"drifting", 0, 0.9, 0.002, 0.1},
          {"bimodal, autocorrelated and drifting", 50, 0.95, 0.002, 0.1}};
}

std::vector<std::vector<double>> generate_steps(const Process& process, int blocks, int steps, Random& random) {
  std::vector<std::vector<double>> all(static_cast<std::size_t>(blocks));
  Source source(process, random);
  for (int block = 0; block < blocks; ++block) {
    source.pass(others_blocks * steps);
    for (int i = 0; i < steps; ++i) {
      const double place = (block + (i + 0.5) / steps) / blocks;
      all[static_cast<std::size_t>(block)].push_back(source.next(place));
    }
  }
  return all;
}

std::vector<Histogram> generate(const Process& process, int blocks, int steps, Random& random) {
  std::vector<Histogram> all;
  for (const std::vector<double>& block : generate_steps(process, blocks, steps, random)) {
    Histogram& histogram = all.emplace_back();
    for (const double latency : block) histogram.add(std::llround(latency));
  }
  return all;
}

}  // namespace gatewise::proof
