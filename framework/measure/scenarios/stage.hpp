// Where scenarios are played: what a measuring child has at hand, and a scenario's part in it.
#ifndef GATEWISE_MEASURE_SCENARIOS_STAGE_HPP
#define GATEWISE_MEASURE_SCENARIOS_STAGE_HPP

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/safetensors.hpp"
#include "data/dataset_fwd.hpp"
#include "host/sequence_model.hpp"
#include "measure/machine/cache_evictor.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {

/// One candidate in its measuring child, loaded and proven.
struct Stage {
  SequenceModel* model = nullptr;       ///< prepared anew for each block, at another place in memory
  const Sequences* played = nullptr;    ///< none is empty
  std::vector<std::int64_t> lengths{};  ///< theirs, without the steps that an output delay adds
  std::int64_t delay = 0;               ///< those steps
  std::int64_t block_steps = 0;         ///< the least number of steps in a block
  double block_seconds = 0;             ///< after which a block of steps ends early
  ClockError clock{};
  std::int64_t prepare_ns = 0;  ///< what preparing the model for this block took
  std::function<CacheEvictor&()> evictor{};
  std::function<void(double share, const std::string& what)> progress{};
  const ModelShape* shape = nullptr;
  const TensorFile* weights = nullptr;
  std::filesystem::path oracle_file{};  ///< where the children of one architecture share what the oracle says

  /// The sequence that block `index` begins with.
  std::size_t first(std::int64_t index) const;
  const Sequence& longest() const;
};

/// Which block is played.
struct BlockTurn {
  std::int64_t index = 0;
  bool is_last = false;
  Json carried{};  ///< Scenario::carried() of the block before; null: there was none
};

/// One scenario as one child plays it, block after block.
class Player {
 public:
  Player() = default;
  virtual ~Player() = default;
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  /// Before the first block: adds to what the child says when it is ready, and may fail its parity.
  virtual void get_ready(Stage& /*stage*/, Json& /*ready*/) {}
  /// Adds a block's part.
  virtual void play(Stage& /*stage*/, const BlockTurn& /*turn*/, Json& /*block*/) {}
  /// What a scenario says that is played once, behind all blocks.
  virtual Json play_once(Stage& /*stage*/) { return nullptr; }
};

}  // namespace gatewise

#endif
