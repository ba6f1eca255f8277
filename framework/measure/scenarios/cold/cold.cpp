#include "measure/scenarios/cold/cold.hpp"

#include "measure/machine/clock.hpp"
#include "measure/scenarios/stream_source.hpp"

namespace gatewise {

Histogram play_cold(SequenceModel& model, const Sequences& sequences, std::size_t first, std::int64_t samples,
                    CacheEvictor& evictor) {
  Histogram latencies;
  StreamSource source(sequences, first);
  for (std::int64_t i = 0; i < samples; ++i) {
    const StreamSource::Step step = source.next();
    if (step.begins) model.begin();
    evictor.evict();
    const std::int64_t begin = now_ns();
    model.load(*step.sequence, step.t);
    model.run_cells();
    model.project();
    latencies.add(now_ns() - begin);
  }
  return latencies;
}

}  // namespace gatewise
