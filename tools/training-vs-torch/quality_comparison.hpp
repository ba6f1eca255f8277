// One suite's first architecture trained twice on the same batches: by this trainer and by libtorch.
#ifndef GATEWISE_TRAINING_QUALITY_COMPARISON_HPP
#define GATEWISE_TRAINING_QUALITY_COMPARISON_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "measure/statistics/interval.hpp"

namespace gatewise {

struct TrainedPair {
  std::string architecture;
  std::string metric;
  bool less_is_better = false;
  std::vector<double> ours, torch;  ///< on the test split, by seed
  Interval difference;              ///< ours - libtorch's: mean and 95 %, over seeds and sequences

  /// Whether libtorch is better beyond what seeds and sequences explain.
  bool is_worse() const { return less_is_better ? difference.low > 0 : difference.high < 0; }
};

/// Trains with each of the suite's seeds from the same initial weights, through the same minibatches at the same rates;
/// both keep the epoch with the best validation score. Dropout masks are each library's own draws; recurrent dropout,
/// which libtorch's layers don't have, must be 0, and the task one of labels. `overrides` as for `gatewise run --set`.
/// Throws InputError.
TrainedPair compare_quality(const std::string& suite, const std::vector<std::string>& overrides, int threads);

}  // namespace gatewise

#endif
