#include "data/preparation/output_delay.hpp"

#include <limits>

#include "data/preparation/vocabulary.hpp"

namespace gatewise {
namespace {

void delay_labels(Sequence& sequence, std::size_t delay, std::size_t feature_count, std::size_t outputs) {
  sequence.length += static_cast<std::int64_t>(delay);
  if (!sequence.tokens.empty()) sequence.tokens.insert(sequence.tokens.end(), delay, end_token);
  sequence.features.insert(sequence.features.end(), delay * feature_count, 0.0F);
  if (!sequence.labels.empty()) sequence.labels.insert(sequence.labels.begin(), delay, -1);
  if (!sequence.targets.empty())
    sequence.targets.insert(sequence.targets.begin(), delay * outputs, std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

void delay_labels(Dataset& dataset, std::int64_t delay) {
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (Sequence& sequence : *split)
      delay_labels(sequence, static_cast<std::size_t>(delay), static_cast<std::size_t>(dataset.feature_count),
                   static_cast<std::size_t>(dataset.outputs));
  }
}

}  // namespace gatewise
