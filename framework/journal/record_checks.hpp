// What a record's result must hold where no struct's own from_json() says it. All throw std::runtime_error, which
// Journal::checked() puts beside the record's place.
#ifndef GATEWISE_JOURNAL_RECORD_CHECKS_HPP
#define GATEWISE_JOURNAL_RECORD_CHECKS_HPP

#include <string>

#include "base/json_fwd.hpp"

namespace gatewise {

/// Which weights a training has left.
struct TrainedWeights {
  std::string file;    ///< its name in the run's folder weights/, without a folder
  std::string sha256;  ///< of that file
};

/// The weights that a training's result names.
TrainedWeights weights_in(const Json& training);

/// A training's result, as it is given: counts, each epoch, which of them was the best.
Json checked_training(Json training);

/// A dataset's: splits, what was met in its files, floors' names. Scores are checked where they are read.
void check_dataset(const Json& dataset);

/// What a machine is said to be; null where it is not known.
void check_environment(const Json& environment);

/// The blocks of a cost record's result: a list of objects.
const Json& blocks_of(const Json& cost);

/// A plugin's identity and a cell's description, which rows show.
void check_plugin(const Json& plugin);
void check_cell(const Json& cell);

}  // namespace gatewise

#endif
