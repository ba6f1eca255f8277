#include "data/dataset.hpp"

#include <fmt/format.h>

namespace gatewise {
namespace {

double offset_of(const Sequence& sequence, std::size_t k) {
  return sequence.offsets.empty() ? 0.0 : sequence.offsets[k];
}

std::string name_or_number(const std::vector<std::string>& names, std::size_t index, std::int64_t count) {
  return index < names.size() ? fmt::format("'{}'", names[index]) : fmt::format("{} of {}", index + 1, count);
}

}  // namespace

std::string feature_name(const Dataset& dataset, std::size_t feature) {
  return name_or_number(dataset.feature_names, feature, dataset.feature_count);
}

std::string target_name(const Dataset& dataset, std::size_t output) {
  return name_or_number(dataset.target_names, output, dataset.outputs);
}

std::vector<std::int64_t> lengths_of(const Sequences& sequences) {
  std::vector<std::int64_t> lengths;
  lengths.reserve(sequences.size());
  for (const Sequence& sequence : sequences) lengths.push_back(sequence.length);
  return lengths;
}

double difference_from_offset(const Sequence& sequence, std::size_t k, double target) {
  return (target - offset_of(sequence, k)) / sequence.scale;
}

double target_of_answer(const Dataset& dataset, const Sequence& sequence, std::size_t k, double answer) {
  return offset_of(sequence, k) + (dataset.target_mean[k] + answer * dataset.target_scale[k]) * sequence.scale;
}

double answer_of_target(const Dataset& dataset, const Sequence& sequence, std::size_t k, double target) {
  return (difference_from_offset(sequence, k, target) - dataset.target_mean[k]) / dataset.target_scale[k];
}

}  // namespace gatewise
