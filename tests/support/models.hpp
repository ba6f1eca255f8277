// Small models with seeded weights, and something for them to read.
#ifndef GATEWISE_TESTS_SUPPORT_MODELS_HPP
#define GATEWISE_TESTS_SUPPORT_MODELS_HPP

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "cells/seeded_weights.hpp"
#include "data/dataset.hpp"
#include "host/sequence_model.hpp"

namespace gatewise::tests {

/// One of the plugins of this build, loaded once.
inline const Plugin& built_plugin(const std::string& id) {
  static std::map<std::string, Plugin> plugins;
  const auto known = plugins.find(id);
  if (known != plugins.end()) return known->second;
  return plugins.emplace(id, Plugin::load(std::string(GATEWISE_PLUGINS "/") + id + ".so")).first->second;
}

/// A forward model of dense input that answers every step.
inline ModelShape dense_shape(const std::string& family, std::int64_t hidden, std::int64_t layers) {
  return {{family, hidden, layers, false, 0}, 3, 0, 2, ReadOut::every_step};
}

/// The same of 11 tokens with an embedding of 5.
inline ModelShape token_shape(const std::string& family, std::int64_t hidden, std::int64_t layers) {
  return {{family, hidden, layers, false, 5}, 0, 11, 2, ReadOut::every_step};
}

inline SequenceModel reference_model(const ModelShape& shape, std::uint64_t seed = 1) {
  return {built_plugin("reference"), {"f32", "", 1}, shape, seeded_model_weights(shape, seed)};
}

/// Sequences of these lengths for a model of this shape, each with values of its own.
inline Sequences inputs_for(const ModelShape& shape, const std::vector<std::int64_t>& lengths) {
  Sequences sequences;
  Random random(3, "inputs_for");
  for (const std::int64_t length : lengths) {
    Sequence& sequence = sequences.emplace_back();
    sequence.length = length;
    for (std::int64_t i = 0; i < length * shape.features; ++i)
      sequence.features.push_back(static_cast<float>(random.normal()));
    for (std::int64_t t = 0; t < (shape.vocabulary > 0 ? length : 0); ++t)
      sequence.tokens.push_back(static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(shape.vocabulary))));
  }
  return sequences;
}

/// The answer to one more step of a stream.
inline std::vector<float> next_answer(SequenceModel& model, const Sequence& sequence, std::int64_t t) {
  model.load(sequence, t);
  model.run_cells();
  const std::span<const float> answer = model.project();
  return {answer.begin(), answer.end()};
}

}  // namespace gatewise::tests

#endif
