// scales_over_batch: one int8 grid for all lanes of a step.
#ifndef GATEWISE_TESTS_PLUGINS_FAULTS_BATCH_GRID_HPP
#define GATEWISE_TESTS_PLUGINS_FAULTS_BATCH_GRID_HPP

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <gatewise/sdk.hpp>
#include <vector>

namespace faults {

/// The largest magnitude in step t over the lanes that have one. A NaN is none.
inline float loudest(const gatewise::sdk::Run& run, std::int64_t t, std::int64_t input) {
  float most = 0.0F;
  for (std::int64_t lane = 0; lane < run.lanes; ++lane) {
    if (t >= run.length(lane)) continue;
    const float* x = run.x + (t * run.lanes + lane) * input;
    for (std::int64_t i = 0; i < input; ++i) most = std::max(most, std::abs(x[i]));
  }
  return most;
}

/// x [I] rounded to 127 steps to each side of zero; valid until the thread's next call.
inline const float* on_grid_of_batch(const gatewise::sdk::Run& run, std::int64_t t, const float* x,
                                     std::int64_t input) {
  thread_local std::vector<float> rounded;
  const float step = loudest(run, t, input) / 127.0F;
  rounded.assign(x, x + input);
  if (step == 0.0F) return rounded.data();
  for (float& value : rounded) value = step * std::nearbyint(value / step);
  return rounded.data();
}

}  // namespace faults

#endif
