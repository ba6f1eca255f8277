#ifndef GATEWISE_RUN_TRIALS_COST_CHILD_HPP
#define GATEWISE_RUN_TRIALS_COST_CHILD_HPP

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "measure/machine/cache_evictor.hpp"
#include "measure/machine/instruction_counter.hpp"
#include "measure/machine/watch.hpp"
#include "measure/scenarios/server/server.hpp"
#include "measure/scenarios/streaming/streaming.hpp"
#include "run/plan/workload.hpp"
#include "run/process/trial_child.hpp"
#include "run/trials/backend_request.hpp"

namespace gatewise {

/// One candidate as its measuring child has it: loaded, proven, and ready to play blocks of the scenarios asked for.
class CostChild {
 public:
  CostChild(const Json& request, const EventSink& events);

  /// What it says when it is ready: parity, cell, memory, and whether it plays at all. No timing without parity.
  Json get_ready();
  /// What the session knows of a block beside its index.
  struct Asked {
    std::optional<std::int64_t> streams;  ///< that a server block before went down to; empty: none was played
    bool is_last = false;
  };
  /// One block of every scenario, on a model that was prepared anew at another place in memory: where weights and state
  /// happen to lie is then chance that blocks share out, not a candidate's fate.
  Json play(std::int64_t index, const Asked& asked);
  /// What takes long and comes once, behind all blocks.
  Json play_endless_stream();

 private:
  bool has(const char* scenario) const;
  void prove();
  void prepare_anew(std::uint64_t place);
  void cut_workload();
  void prove_masks();
  void measure_first_steps();
  void count_subnormals(bool streams);
  void say_needs();
  std::optional<double> instructions_per_step();
  Json play_streaming_block(std::int64_t index);
  Json play_offline_block(std::int64_t index);
  Json play_realtime_block(std::size_t first);
  Json play_server_block(std::int64_t index, const Asked& asked);
  template <class Play>
  Json watched(Json& block, const char* scenario, Play play);
  std::int64_t find_streams(Server& server);
  std::int64_t next_streams(const ServerBlock& block, double budget_ns);
  std::vector<double> oracle_answers();
  CacheEvictor& evictor();

  const Json& request_;
  const EventSink& events_;
  BackendRequest given_;
  std::optional<Plugin> plugin_;
  Json ready_;
  std::optional<Sequences> cut_;
  const Sequences* played_ = nullptr;
  std::int64_t delay_ = 0;
  std::vector<std::int64_t> lengths_;  // without the steps that an output delay adds
  NamedBatches batchings_;
  std::vector<std::byte> gap_;  // moves the heap between two preparations
  std::unique_ptr<SequenceModel> model_;
  std::unique_ptr<CacheEvictor> evictor_;
  std::optional<InstructionCounter> counter_;
  Watch watch_;
  Histogram server_latency_;  // of the blocks since the number of streams was changed
  std::int64_t server_blocks_ = 0;
  std::int64_t prepare_ns_ = 0;
  ClockError clock_;
  std::optional<ChainTerms> chains_;  // the same for all blocks
};

}  // namespace gatewise

#endif
