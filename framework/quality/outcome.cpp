#include "quality/outcome.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "data/dataset.hpp"
#include "data/task.hpp"

namespace gatewise {
namespace {

std::int32_t largest(std::span<const float> values) {
  return static_cast<std::int32_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

/// log(sum of exp) over all values but the one at `without`.
double log_sum_exp(std::span<const float> values, std::size_t without) {
  double most = -INFINITY;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (k != without) most = std::max(most, static_cast<double>(values[k]));
  }
  double sum = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (k != without) sum += std::exp(static_cast<double>(values[k]) - most);
  }
  return most + std::log(sum);
}

/// As probabilities near 1 they would run into each other; as log-odds they keep their order.
std::vector<float> log_odds(std::span<const float> logits) {
  std::vector<float> scores;
  for (std::size_t k = 0; k < logits.size(); ++k)
    scores.push_back(static_cast<float>(static_cast<double>(logits[k]) - log_sum_exp(logits, k)));
  return scores;
}

float nats_of(std::span<const float> logits, std::int32_t label) {
  if (label < 0) return 0;
  return static_cast<float>(log_sum_exp(logits, logits.size()) -
                            static_cast<double>(logits[static_cast<std::size_t>(label)]));
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

void read_numbers(const Dataset& dataset, const Sequence& sequence, std::span<const float> answers, Outcome& outcome) {
  const auto width = static_cast<std::size_t>(dataset.outputs);
  outcome.target = sequence.targets;
  outcome.naive_error = sequence.naive_error;
  for (std::size_t i = 0; i < answers.size(); ++i)
    outcome.forecast.push_back(target_of_answer(dataset, sequence, i % width, static_cast<double>(answers[i])));
}

void read_labels(const Dataset& dataset, const Sequence& sequence, std::span<const float> answers, Outcome& outcome) {
  const auto width = static_cast<std::size_t>(dataset.outputs);
  outcome.truth = sequence.labels;
  outcome.negative_class = dataset.negative_class;
  for (std::size_t i = 0; i < answers.size(); i += width) {
    outcome.predicted.push_back(largest(answers.subspan(i, width)));
    outcome.nats.push_back(nats_of(answers.subspan(i, width), outcome.truth[i / width]));
  }
  if (dataset.task == Task::sequence_classification) outcome.scores = log_odds(answers);
  if (dataset.task == Task::token_labelling && dataset.entity_tags)
    outcome.entities = entities_of(outcome, dataset.classes);
}

}  // namespace

Outcome outcome_of(const Dataset& dataset, const Sequence& sequence, std::span<const float> answers) {
  if (!std::all_of(answers.begin(), answers.end(), [](float answer) { return std::isfinite(answer); }))
    throw AnswerNotFinite("an answer is no finite number");
  Outcome outcome;
  const auto read = answers_numbers(dataset.task) ? read_numbers : read_labels;
  read(dataset, sequence, answers, outcome);
  return outcome;
}

std::size_t Outcome::asked() const {
  const auto labels = std::count_if(truth.begin(), truth.end(), [](std::int32_t label) { return label >= 0; });
  const auto numbers = std::count_if(target.begin(), target.end(), [](double number) { return !std::isnan(number); });
  return static_cast<std::size_t>(labels + numbers);
}

}  // namespace gatewise
