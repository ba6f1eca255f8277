#include "quality/outcome.hpp"

#include <algorithm>
#include <cmath>

namespace gatewise {
namespace {

std::int32_t largest(std::span<const float> values) {
  return static_cast<std::int32_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

std::vector<float> softmax(std::span<const float> logits) {
  const float most = *std::max_element(logits.begin(), logits.end());
  std::vector<float> shares;
  float sum = 0;
  for (const float logit : logits) sum += shares.emplace_back(std::exp(logit - most));
  for (float& share : shares) share /= sum;
  return shares;
}

}  // namespace

Outcome outcome_of(const Dataset& dataset, const Sequence& sequence, std::span<const float> answers) {
  Outcome outcome;
  outcome.truth = sequence.labels;
  const auto width = static_cast<std::size_t>(dataset.outputs);
  if (dataset.task == Task::forecasting) {
    outcome.target = sequence.targets;
    for (std::size_t k = 0; k < width; ++k)
      outcome.forecast.push_back(sequence.offsets[k] + answers[k] * dataset.target_scale);
    return outcome;
  }
  for (std::size_t i = 0; i < answers.size(); i += width)
    outcome.predicted.push_back(largest(answers.subspan(i, width)));
  if (dataset.task == Task::sequence_classification) outcome.scores = softmax(answers);
  return outcome;
}

}  // namespace gatewise
