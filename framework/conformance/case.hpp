#ifndef GATEWISE_CONFORMANCE_CASE_HPP
#define GATEWISE_CONFORMANCE_CASE_HPP

#include <string>
#include <vector>

#include "conformance/finding.hpp"
#include "conformance/subject.hpp"

namespace gatewise {

/// A promise of the contract, and how it is tried.
struct ConformanceCase {
  std::string name;
  std::string promise;  ///< one sentence
  Finding (*check)(const Subject& subject);
  bool every_shape = true;    ///< otherwise at one shape, since it takes long or does not depend on it
  bool needs_results = true;  ///< means nothing for a cell that computes nothing
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

/// I and H.
struct Shape {
  std::int64_t input = 1;
  std::int64_t hidden = 1;
};

/// Shapes that show vector tails and mixed-up widths.
std::vector<Shape> conformance_shapes();

/// Where cases run that are not for every shape.
inline constexpr Shape usual_shape{17, 34};

/// T and N of the inputs that most cases run.
inline constexpr std::int64_t case_steps = 24;
inline constexpr std::int64_t case_lanes = 3;

}  // namespace gatewise

#endif
