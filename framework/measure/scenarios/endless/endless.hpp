// A stream that never ends: what a model does after a million steps.
#ifndef GATEWISE_MEASURE_SCENARIOS_ENDLESS_ENDLESS_HPP
#define GATEWISE_MEASURE_SCENARIOS_ENDLESS_ENDLESS_HPP

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/json_fwd.hpp"
#include "base/safetensors.hpp"
#include "data/dataset_fwd.hpp"
#include "host/sequence_model.hpp"
#include "measure/statistics/histogram.hpp"

namespace gatewise {

/// How long a stream goes on without a reset, and by when each of its steps should be answered.
struct EndlessTerms {
  static constexpr const char* scenario = "endless";
  std::int64_t steps = 1'000'000;
  double deadline_ns = 0;  ///< of a step's own work; 0: none
};

/// Every tenth of the stream apart: what changes with time shows between them.
constexpr std::int64_t endless_parts = 10;
/// Answers of each part that are compared with the oracle's.
constexpr std::int64_t endless_samples = 100;

struct EndlessResult {
  static constexpr const char* scenario = EndlessTerms::scenario;
  std::vector<Histogram> parts;                       ///< step latencies
  std::vector<double> nmse;                           ///< of each part's sampled answers against the oracle
  std::int64_t missed = 0;                            ///< steps that took longer than the deadline
  std::optional<std::int64_t> resident_growth_bytes;  ///< of this process from the first part's end to the last one's
  std::int64_t not_finite = 0;                        ///< sampled answers that hold a value which is no number

  /// The last part's median by the first one's: denormals, growing state.
  double slow_down() const;
};

void to_json(Json& json, const EndlessResult& result);
void from_json(const Json& json, EndlessResult& result);

/// The double oracle's answers to the sampled steps, one behind the other: [parts, samples, O]. `progress` hears the
/// share that is done.
std::vector<double> endless_oracle(const ModelShape& shape, const TensorFile& weights, const Sequences& sequences,
                                   std::int64_t steps, const std::function<void(double)>& progress);

/// Plays one stream of the sequences, round and round, without a reset between them. `expected` is the oracle's.
EndlessResult play_endless(SequenceModel& model, const Sequences& sequences, const EndlessTerms& terms,
                           const std::vector<double>& expected, const std::function<void(double)>& progress);

}  // namespace gatewise

#endif
