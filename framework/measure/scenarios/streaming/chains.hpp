// The middle of a distribution of calls that are too short for the clock: chains of them, timed whole.
#ifndef GATEWISE_MEASURE_SCENARIOS_STREAMING_CHAINS_HPP
#define GATEWISE_MEASURE_SCENARIOS_STREAMING_CHAINS_HPP

#include <cstdint>
#include <span>
#include <vector>

#include "base/json_fwd.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {

/// The least number of steps in a chain.
constexpr std::int64_t least_chain_steps = 32;

/// What the chains of one block took.
struct Chains {
  std::int64_t calls = 0;  ///< in a chain; the last one of a block may hold more
  std::vector<double> ns;  ///< a call's mean in each chain

  double median_ns() const;
  double mean_ns() const;
};

/// In whole picoseconds.
void to_json(Json& json, const Chains& chains);
void from_json(const Json& json, Chains& chains);

/// The mean of the middle half: what an interruption in a few chains does not move. 0 for none.
double midmean(std::vector<double> values);

/// Consecutive steps of one sequence.
struct ChainPiece {
  std::size_t sequence = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// What is timed as a whole: pieces one behind the other, in calls of `chunk` steps each, the last of a sequence
/// with what is left.
struct ChainPlan {
  std::vector<ChainPiece> pieces;
  std::int64_t calls = 0;
};

/// The sequences cut into chains of so many calls, in order; the last one takes what is left over. Where all of them
/// together have fewer calls they are played again until a chain is full. No sequence may be empty.
std::vector<ChainPlan> cut_into_chains(const std::vector<std::int64_t>& lengths, const std::vector<std::size_t>& block,
                                       std::int64_t chunk, std::int64_t calls);

/// The first so many calls of a chain.
ChainPlan first_calls(const ChainPlan& chain, std::int64_t chunk, std::int64_t calls);

/// How often a piece that takes so long is played so that the clock's error is below a hundredth: a power of two.
std::int64_t repeats_for(double stretch_ns, const ClockError& clock);

}  // namespace gatewise

#endif
