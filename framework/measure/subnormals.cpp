#include "measure/subnormals.hpp"

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "data/dataset.hpp"

namespace gatewise {

void SubnormalCount::add(std::span<const float> values) {
  of += static_cast<std::int64_t>(values.size());
  count +=
      std::count_if(values.begin(), values.end(), [](float value) { return std::fpclassify(value) == FP_SUBNORMAL; });
}

Subnormals count_subnormals(const Sequences& sequences, const TensorFile& weights) {
  Subnormals found;
  for (const Sequence& sequence : sequences) found.inputs.add(sequence.features);
  for (const auto& [name, tensor] : weights.tensors) found.weights.add(tensor.data);
  return found;
}

SubnormalCount count_state_subnormals(SequenceModel& model, const Sequence& sequence, std::int64_t steps) {
  SubnormalCount found;
  model.begin();
  for (std::int64_t t = 0; t < std::min(steps, sequence.length); ++t) {
    model.load(sequence, t);
    model.run_cells();
    for (std::int64_t layer = 0; layer < model.shape().architecture.layers; ++layer) found.add(model.output_of(layer));
  }
  return found;
}

namespace {

Json count_json(const SubnormalCount& found) { return {{"count", found.count}, {"of", found.of}}; }
SubnormalCount count_from(const Json& json) {
  const std::int64_t of = count_at(json, "of");
  return {integer_at(json, "count", 0, of), of};
}

}  // namespace

void to_json(Json& json, const Subnormals& subnormals) {
  json = {{"inputs", count_json(subnormals.inputs)},
          {"weights", count_json(subnormals.weights)},
          {"states", count_json(subnormals.states)}};
}

void from_json(const Json& json, Subnormals& subnormals) {
  subnormals = {count_from(json.at("inputs")), count_from(json.at("weights")), count_from(json.at("states"))};
}

}  // namespace gatewise
