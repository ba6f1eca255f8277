#ifndef GATEWISE_RUN_COST_CHILD_HPP
#define GATEWISE_RUN_COST_CHILD_HPP

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "measure/cache_evictor.hpp"
#include "measure/offline.hpp"
#include "measure/server.hpp"
#include "run/backend_request.hpp"
#include "run/trial_child.hpp"

namespace gatewise {

/// One candidate as its measuring child has it: loaded, proven, and ready to play blocks of the scenarios asked for.
class CostChild {
 public:
  CostChild(const Json& request, const EventSink& events);

  /// What it says when it is ready: parity, cell, memory, and whether it plays at all. No timing without parity.
  Json get_ready();
  /// One block of every scenario, on a model that was prepared anew at another place in memory: where weights and state
  /// happen to lie is then chance that blocks share out, not a candidate's fate. `streams` is what a server block
  /// before went down to; 0: none was played.
  Json play(std::int64_t index, std::int64_t streams);
  /// What takes long and comes once, behind all blocks.
  Json play_endless_stream();

 private:
  bool has(const char* scenario) const;
  void prove();
  void prepare_anew(std::uint64_t place);
  void cut_workload();
  void make_batchings();
  void prove_masks();
  void measure_first_steps();
  Json play_streaming_block(std::int64_t index);
  Json play_offline_block(std::int64_t index);
  Json play_realtime_block(std::int64_t index);
  Json play_server_block(std::int64_t index, std::int64_t streams);
  std::int64_t find_streams(Server& server);
  std::vector<double> oracle_answers();
  CacheEvictor& evictor();

  const Json& request_;
  const EventSink& events_;
  BackendRequest given_;
  std::optional<Plugin> plugin_;
  Json ready_;
  Sequences cut_;
  const Sequences* played_ = nullptr;
  std::int64_t delay_ = 0;
  std::vector<std::int64_t> lengths_;  // without the steps that an output delay adds
  std::vector<std::pair<std::string, std::vector<OfflineBatch>>> batchings_;  // by strategy, in the suite's order
  std::vector<std::byte> gap_;                                                // moves the heap between two preparations
  std::unique_ptr<SequenceModel> model_;
  std::unique_ptr<CacheEvictor> evictor_;
  std::int64_t prepare_ns_ = 0;
};

}  // namespace gatewise

#endif
