#ifndef GATEWISE_PROOF_GENERATED_LATENCIES_HPP
#define GATEWISE_PROOF_GENERATED_LATENCIES_HPP

#include <string>
#include <vector>

#include "base/random.hpp"
#include "measure/statistics/histogram.hpp"

namespace gatewise::proof {

/// How latencies are generated whose true percentiles are known: logarithms of steps around a level.
struct Process {
  std::string name;
  double mode_steps = 0;   ///< mean stay in the fast (70 %) or slow (30 %, by a quarter slower) mode; 0: one mode
  double correlation = 0;  ///< of one step's level with the next one's, first order; 0: independent
  double bursts = 0;       ///< share of steps at which a burst of slow ones begins, three steps long in the mean
  double drift = 0;        ///< of the level over the run, up or down
  double level_ns = 100'000;
};

/// The processes that intervals are proven on, from the plain one to one that has it all.
std::vector<Process> processes();

/// The steps of each block, in order; what generate() makes histograms of.
std::vector<std::vector<double>> generate_steps(const Process& process, int blocks, int steps, Random& random);

/// `blocks` blocks of `steps` steps; nine blocks' time passes between two of them, as with ten candidates in turn.
std::vector<Histogram> generate(const Process& process, int blocks, int steps, Random& random);

}  // namespace gatewise::proof

#endif
