#ifndef GATEWISE_QUALITY_OUTCOME_HPP
#define GATEWISE_QUALITY_OUTCOME_HPP

#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.hpp"
#include "quality/entities.hpp"

namespace gatewise {

/// What was asked of one sequence and what was answered; all that any metric needs.
struct Outcome {
  std::vector<std::int32_t> truth;      ///< labels: [1] or [T]
  std::vector<std::int32_t> predicted;  ///< the same shape
  EntityCounts entities;                ///< labelling with entity tags
  std::vector<float> scores;            ///< classification: [classes], softmax
  std::vector<float> target;            ///< forecasting: [K] in the target's own unit
  std::vector<float> forecast;          ///< [K]
};

/// Reads a model's raw answers: [O], or [T, O] for token labelling.
Outcome outcome_of(const Dataset& dataset, const Sequence& sequence, std::span<const float> answers);

}  // namespace gatewise

#endif
