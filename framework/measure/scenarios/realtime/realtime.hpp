// Steps that arrive by the clock, as a sensor's do.
#ifndef GATEWISE_MEASURE_SCENARIOS_REALTIME_REALTIME_HPP
#define GATEWISE_MEASURE_SCENARIOS_REALTIME_REALTIME_HPP

#include <cstdint>
#include <string>

#include "base/json_fwd.hpp"
#include "data/dataset_fwd.hpp"
#include "host/sequence_model.hpp"
#include "measure/machine/cache_evictor.hpp"
#include "measure/statistics/histogram.hpp"

namespace gatewise {

/// A step arrives every period.
struct RealtimeTerms {
  static constexpr const char* scenario = "realtime";
  double period_ns = 0;
  double deadline_ns = 0;  ///< from the scheduled arrival to the answer
  bool evict = false;      ///< other work's memory traffic until shortly before each arrival
  bool sleeps = true;      ///< waits in the kernel, as a program does that waits for a device; else spins
  bool priority = false;   ///< asks for SCHED_FIFO
};

void to_json(Json& json, const RealtimeTerms& terms);
void from_json(const Json& json, RealtimeTerms& terms);

/// What one block of it showed.
struct RealtimeBlock {
  Histogram latency;        ///< from the scheduled arrival to the answer: waking up and waiting for late steps included
  std::int64_t missed = 0;  ///< steps answered after their deadline
  double jitter_ns = 0;     ///< mean of |latency - the one before| (interarrival jitter, RFC 3550 without smoothing)
};

/// What is found beside the figures.
struct RealtimeFinding {
  static constexpr const char* scenario = RealtimeTerms::scenario;
  std::string priority_refused{};  ///< why steps had no real-time priority, where it was asked for
};

/// Plays `steps` steps of one stream that begins with sequence `first`. A step that is late delays no arrival: the
/// next ones were scheduled before.
RealtimeBlock play_realtime(SequenceModel& model, const Sequences& sequences, std::size_t first, std::int64_t steps,
                            const RealtimeTerms& terms, CacheEvictor* evictor);

/// How many steps of this period a block plays: as many as fit into a third of a second, 8 to `most`.
std::int64_t realtime_steps(double period_ns, std::int64_t most);

/// SCHED_FIFO for the calling thread as long as the object lives.
class PriorityScope {
 public:
  explicit PriorityScope(bool wanted);
  ~PriorityScope();
  PriorityScope(const PriorityScope&) = delete;
  PriorityScope& operator=(const PriorityScope&) = delete;

  /// Why the system did not grant it, and what to do; empty where it did or none was wanted.
  const std::string& refusal() const { return refusal_; }

 private:
  bool has_it_ = false;
  std::string refusal_;
};

}  // namespace gatewise

#endif
