// Numbers between zero and the smallest normal float, which many processors compute with a hundred times slower.
#ifndef GATEWISE_MEASURE_SUBNORMALS_HPP
#define GATEWISE_MEASURE_SUBNORMALS_HPP

#include <cstdint>
#include <span>

#include "base/json_fwd.hpp"
#include "base/safetensors.hpp"
#include "data/dataset_fwd.hpp"
#include "host/sequence_model.hpp"

namespace gatewise {

struct SubnormalCount {
  std::int64_t count = 0;
  std::int64_t of = 0;  ///< values that were looked at

  void add(std::span<const float> values);
};

/// Where a model meets them.
struct Subnormals {
  SubnormalCount inputs;
  SubnormalCount weights;
  SubnormalCount states;  ///< what the layers put out, step by step; none where steps are not streamed

  bool any() const { return inputs.count + weights.count + states.count > 0; }
};

/// Counts them in dense inputs and in the weights, both as floats.
Subnormals count_subnormals(const Sequences& sequences, const TensorFile& weights);

/// Plays up to so many steps of a sequence and looks at what every layer puts out. Forward models only.
SubnormalCount count_state_subnormals(SequenceModel& model, const Sequence& sequence, std::int64_t steps);

void to_json(Json& json, const Subnormals& subnormals);
void from_json(const Json& json, Subnormals& subnormals);

}  // namespace gatewise

#endif
