#ifndef GATEWISE_QUALITY_OUTCOME_HPP
#define GATEWISE_QUALITY_OUTCOME_HPP

#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "data/dataset_fwd.hpp"
#include "quality/entities.hpp"

namespace gatewise {

/// What was asked of one sequence and what was answered; all that any metric needs.
struct Outcome {
  std::vector<std::int32_t> truth;      ///< labels: [1] or [T]
  std::vector<std::int32_t> predicted;  ///< the same shape
  EntityCounts entities;                ///< labelling with entity tags
  std::int32_t negative_class = -1;     ///< the class that micro_f1 does not count
  std::vector<float> nats;              ///< labels: the cross-entropy of each truth; 0 where nothing is asked
  std::vector<float> scores;            ///< classification: [classes], the log-odds of each class against the others
  std::vector<double> target;           ///< numbers asked for, in their own unit: [K] or [T, K]; NaN asks nothing
  std::vector<double> forecast;         ///< the same shape
  double naive_error = 0;               ///< forecasting: of the seasonal naive forecast before the window

  /// How many labels or numbers are asked for.
  std::size_t asked() const;
};

/// A model that is broken, or was trained until it was.
struct AnswerNotFinite : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Reads a model's raw answers: [O], or [T, O] for tasks that ask at each step. Throws AnswerNotFinite.
Outcome outcome_of(const Dataset& dataset, const Sequence& sequence, std::span<const float> answers);

}  // namespace gatewise

#endif
