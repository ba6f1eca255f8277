#ifndef GATEWISE_RUN_TRIALS_COST_CHILD_HPP
#define GATEWISE_RUN_TRIALS_COST_CHILD_HPP

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "measure/machine/cache_evictor.hpp"
#include "measure/machine/instruction_counter.hpp"
#include "measure/machine/watch.hpp"
#include "measure/scenarios/scenario.hpp"
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
  /// One block of every scenario, on a model that was prepared anew at another place in memory: where weights and state
  /// happen to lie is then chance that blocks share out, not a candidate's fate.
  /// `asked` is the session's: "block", "last", and what each scenario "carried" from the block before.
  Json play(const Json& asked);
  /// A scenario that is played once, behind all blocks.
  Json play_once(const std::string& scenario);

 private:
  bool plays(const Scenario& scenario) const;
  void prove();
  void prepare_anew(std::uint64_t place);
  void cut_workload();
  void set_stage();
  void measure_first_steps();
  void count_subnormals(bool streams);
  void say_needs();
  std::optional<double> instructions_per_step();
  CacheEvictor& evictor();

  const Json& request_;
  const EventSink& events_;
  BackendRequest given_;
  std::optional<Plugin> plugin_;
  Json ready_;
  std::optional<Sequences> cut_;
  std::vector<std::byte> gap_;  // moves the heap between two preparations
  std::unique_ptr<SequenceModel> model_;
  std::unique_ptr<CacheEvictor> evictor_;
  std::optional<InstructionCounter> counter_;
  Watch watch_;
  Stage stage_;
  std::vector<std::pair<const Scenario*, std::unique_ptr<Player>>> players_;
};

}  // namespace gatewise

#endif
