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

/// The tags of the steps that ask for one.
std::vector<ChunkTag> tags_of(const std::vector<std::int32_t>& labels, const std::vector<std::int32_t>& truth,
                              const std::vector<ChunkTag>& by_class) {
  std::vector<ChunkTag> tags;
  for (std::size_t t = 0; t < labels.size(); ++t) {
    if (truth[t] >= 0) tags.push_back(by_class[static_cast<std::size_t>(labels[t])]);
  }
  return tags;
}

EntityCounts entities_of(const Outcome& outcome, const std::vector<std::string>& classes) {
  std::vector<ChunkTag> by_class;
  for (const std::string& name : classes) by_class.push_back(parse_chunk_tag(name));
  return count_entities(tags_of(outcome.truth, outcome.truth, by_class),
                        tags_of(outcome.predicted, outcome.truth, by_class));
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
  if (dataset.task == Task::token_labelling && dataset.entity_tags)
    outcome.entities = entities_of(outcome, dataset.classes);
  return outcome;
}

}  // namespace gatewise
