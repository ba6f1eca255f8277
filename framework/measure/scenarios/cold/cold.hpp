#ifndef GATEWISE_MEASURE_SCENARIOS_COLD_COLD_HPP
#define GATEWISE_MEASURE_SCENARIOS_COLD_COLD_HPP

#include <cstdint>

#include "data/dataset_fwd.hpp"
#include "host/sequence_model.hpp"
#include "measure/machine/cache_evictor.hpp"
#include "measure/statistics/histogram.hpp"

namespace gatewise {

/// How often caches are flushed.
struct ColdTerms {
  static constexpr const char* scenario = "cold";
  std::int64_t samples = 8;  ///< flushes a block
};

/// Latencies of steps whose model has left the caches: they are flushed, then one step is timed, `samples` times. The
/// stream begins with sequence `first` and goes on from sample to sample.
Histogram play_cold(SequenceModel& model, const Sequences& sequences, std::size_t first, std::int64_t samples,
                    CacheEvictor& evictor);

}  // namespace gatewise

#endif
