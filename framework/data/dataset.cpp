#include "data/dataset.hpp"

namespace gatewise {
namespace {

float offset_of(const Dataset& dataset, const Sequence& sequence, std::size_t k) {
  return sequence.offsets.empty() ? dataset.target_mean[k] : sequence.offsets[k];
}

}  // namespace

std::vector<std::int64_t> lengths_of(const Sequences& sequences) {
  std::vector<std::int64_t> lengths;
  lengths.reserve(sequences.size());
  for (const Sequence& sequence : sequences) lengths.push_back(sequence.length);
  return lengths;
}

float target_of_answer(const Dataset& dataset, const Sequence& sequence, std::size_t k, float answer) {
  return offset_of(dataset, sequence, k) + answer * dataset.target_scale[k] * sequence.scale;
}

float answer_of_target(const Dataset& dataset, const Sequence& sequence, std::size_t k, float target) {
  return (target - offset_of(dataset, sequence, k)) / (dataset.target_scale[k] * sequence.scale);
}

}  // namespace gatewise
