// The cases that prove a plugin against the double-precision oracle. A library: for plugins' own tests and for the
// host.
#ifndef GATEWISE_CONFORMANCE_CASES_HPP
#define GATEWISE_CONFORMANCE_CASES_HPP

#include <string>
#include <vector>

#include "host/plugin.hpp"

namespace gatewise {

/// What a case found: empty when it passed, otherwise what was expected and what came.
using Finding = std::string;

/// One cell of a plugin at one shape.
struct CellUnderTest {
  const Plugin& plugin;
  CellRequest request;
};

/// A property that every cell keeps.
struct ConformanceCase {
  std::string name;
  Finding (*check)(const CellUnderTest& cell);
};

/// - parity_with_oracle: outputs on lengths 0 to T within the error budget of measure/parity.hpp, both biases non-zero
/// and different
/// - chunking_equals_whole: a sequence cut at random places gives the outputs and the state of one call, bit for bit or
/// within the error budget
/// - state_moves_by_memcpy: a state copied in mid-stream goes on the same, bit for bit
/// - lanes_are_independent: permuted lanes give permuted outputs
/// - reset_touches_named_lanes_only
/// - empty_calls_change_nothing: T = 0, N = 0
/// - nothing_is_written_outside: canaries round y, state and scratch
/// - bad_weights_are_named: missing, misshapen and non-finite weights are refused with the tensor's name
/// - two_states_in_two_threads: one prepared cell, two states, the same results as alone
/// - needs_and_description_hold: state size the same for every (T, N), names and precision there
const std::vector<ConformanceCase>& conformance_cases();

/// The shapes that show vector tails and mixed-up widths: (I, H) in odd combinations.
std::vector<std::pair<std::int64_t, std::int64_t>> conformance_shapes();

}  // namespace gatewise

#endif
