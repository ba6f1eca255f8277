#ifndef GATEWISE_PROOF_GENERATED_SCORES_HPP
#define GATEWISE_PROOF_GENERATED_SCORES_HPP

#include <cstddef>

#include "base/random.hpp"
#include "select/evidence.hpp"

namespace gatewise::proof {

/// How scores are generated whose true accuracy is known. A group's own accuracy is drawn from a beta distribution with
/// this mean and correlation between its units (the beta-binomial distribution); half of the units come out alike in
/// all trainings, the others anew in each.
struct ScoreProcess {
  std::size_t groups = 0;
  std::size_t group_size = 1;
  double correlation = 0;  ///< of units of one group
  double accuracy = 0;
  std::size_t trainings = 1;
};

inline constexpr double alike_in_all_trainings = 0.5;

/// What measuring one split would record of it: values, draws, groups' counts.
QualitySample generate_scores(const ScoreProcess& process, Random& random);

/// The true standard deviation of the mean over so many of the trainings.
double true_deviation(const ScoreProcess& process, std::size_t trainings);

/// Of two trainings' scores on the same units.
double true_correlation(const ScoreProcess& process);

}  // namespace gatewise::proof

#endif
