#include "data/seeded_inputs.hpp"

#include "base/random.hpp"
#include "data/dataset.hpp"
#include "data/length_source.hpp"
#include "data/task.hpp"

namespace gatewise {
namespace {

/// Long enough that no cell sees the same steps again soon, short enough to make at once.
constexpr std::int64_t source_steps = 256;

Sequence seeded_source(std::int64_t features, std::uint64_t seed) {
  Random random(seed, "seeded_inputs");
  Sequence source;
  source.length = source_steps;
  source.features.resize(static_cast<std::size_t>(source_steps * features));
  for (float& value : source.features) value = static_cast<float>(random.normal());
  return source;
}

}  // namespace

Dataset seeded_inputs(std::int64_t features, std::int64_t outputs, const std::vector<std::int64_t>& lengths,
                      std::uint64_t seed) {
  Dataset dataset;
  dataset.id = "seeded inputs";
  dataset.task = Task::cost_only;
  dataset.feature_count = features;
  dataset.outputs = outputs;
  dataset.test = with_lengths({seeded_source(features, seed)}, lengths, features);
  return dataset;
}

}  // namespace gatewise
