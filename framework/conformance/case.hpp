#ifndef GATEWISE_CONFORMANCE_CASE_HPP
#define GATEWISE_CONFORMANCE_CASE_HPP

#include <optional>
#include <string>
#include <vector>

#include "conformance/finding.hpp"
#include "conformance/subject.hpp"

namespace gatewise {

/// I and H.
struct Shape {
  std::int64_t input = 1;
  std::int64_t hidden = 1;
};

/// A promise of the contract, and how it is tried.
struct ConformanceCase {
  std::string name;
  std::string promise;  ///< one sentence
  Finding (*check)(const Subject& subject);
  std::optional<Shape> only{};  ///< its one shape, since it takes long or does not depend on it; else every shape
  bool needs_results = true;    ///< means nothing for a cell that computes nothing
  bool alone = false;           ///< in a process of its own: what other cases left in theirs would be counted
};

/// In the order in which they are run: the contract first, the numbers last.
const std::vector<ConformanceCase>& conformance_cases();

/// The parts of that list, each in its own file.
std::vector<ConformanceCase> contract_cases();
std::vector<ConformanceCase> memory_cases();
std::vector<ConformanceCase> number_cases();
std::vector<ConformanceCase> lane_cases();
std::vector<ConformanceCase> declared_cases();
std::vector<ConformanceCase> family_cases();

/// Shapes that show vector tails and mixed-up widths.
std::vector<Shape> conformance_shapes();

/// Shapes of whole tiles: where a cell is looked for that takes none of the kit's.
std::vector<Shape> whole_tile_shapes();

/// Where most cases run that are not for every shape.
inline constexpr Shape usual_shape{17, 34};

/// T and N of the inputs that most cases run.
inline constexpr std::int64_t case_steps = 24;
inline constexpr std::int64_t case_lanes = 3;

}  // namespace gatewise

#endif
