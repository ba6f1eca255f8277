// Many streams at once, whose steps come when they come.
#ifndef GATEWISE_MEASURE_SCENARIOS_SERVER_SERVER_HPP
#define GATEWISE_MEASURE_SCENARIOS_SERVER_SERVER_HPP

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/json_fwd.hpp"
#include "base/random.hpp"
#include "data/dataset_fwd.hpp"
#include "host/sequence_model.hpp"
#include "measure/scenarios/stream_source.hpp"
#include "measure/statistics/histogram.hpp"

namespace gatewise {

/// What a server is asked for.
struct ServerTerms {
  static constexpr const char* scenario = "server";
  double period_ns = 0;           ///< mean time between two steps of one stream; arrivals are Poisson
  double budget_ns = 0;           ///< that p99 from arrival to answer must keep
  std::int64_t most_lanes = 1;    ///< that one call takes
  std::int64_t memory_bytes = 0;  ///< that the streams' states may take together
};

void to_json(Json& json, const ServerTerms& terms);
void from_json(const Json& json, ServerTerms& terms);

/// How long traffic goes on: until it holds so many steps, but within these times.
struct Stretch {
  std::int64_t steps = 700;  ///< a p99 needs 662
  double least_ns = 50e6;
  double most_ns = 400e6;
};

/// What one stretch of traffic showed.
struct ServerBlock {
  std::int64_t streams = 0;
  Histogram latency;        ///< from arrival to answer, of every step; to the breaking off, of those that waited then
  std::int64_t calls = 0;   ///< that the steps were answered in
  std::int64_t ns = 0;      ///< from the first arrival to the last answer
  bool overloaded = false;  ///< broken off: the steps that waited were far beyond the budget

  /// Whether at most 1 % of its steps took longer than the budget.
  bool keeps(double budget_ns) const;
};

/// The streams of a server with their states, which do not fit the caches together, and the traffic of a block.
class Server {
 public:
  /// Has the model's cells build what 1 to most_lanes lanes need. `sequences` must outlive it.
  Server(SequenceModel& model, const Sequences& sequences, const ServerTerms& terms);

  /// Poisson arrivals over `streams` streams. What has arrived is answered in the order of arrival, in calls of up to
  /// most_lanes lanes, no stream twice in one.
  ServerBlock play(std::int64_t streams, const Stretch& stretch, std::uint64_t seed);

  /// The most streams whose states fit into the terms' memory.
  std::int64_t most_streams() const;

  /// A stream's state as the last stretch left it.
  std::span<const std::byte> state_of(std::size_t stream) const;

 private:
  struct Arrival {
    std::int64_t at_ns;
    std::size_t stream;
  };
  void make_streams(std::size_t count);
  std::vector<Arrival> draw_arrivals(std::int64_t streams, const Stretch& stretch, std::uint64_t seed) const;
  std::size_t gather(const std::vector<Arrival>& arrivals, std::size_t first, std::int64_t now);

  SequenceModel& model_;
  const Sequences& sequences_;
  ServerTerms terms_;
  std::vector<StreamSource> sources_;
  std::vector<std::byte> states_;     // [streams, stream_bytes]
  std::vector<std::int64_t> called_;  // [streams] the last call that a stream was in
  std::int64_t call_ = 0;
  std::vector<SequenceModel::StreamStep> lanes_;
};

/// The largest number of streams that keeps the budget, as far as `keeps` says: doubling or halving from `guess`, then
/// halving the bracket until its ends are within a tenth. 0 where not even one does.
std::int64_t search_streams(std::int64_t guess, std::int64_t most, const std::function<bool(std::int64_t)>& keeps);

}  // namespace gatewise

#endif
