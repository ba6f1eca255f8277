// One layer's training, update by update: this trainer, libtorch and oneDNN in turns.
#ifndef GATEWISE_TRAINING_COMPARISON_HPP
#define GATEWISE_TRAINING_COMPARISON_HPP

#include <cstdint>
#include <string>

#include "measure/statistics/interval.hpp"

namespace gatewise {

/// A layer that reads N dense sequences of T steps, with a head of ten classes at the last step.
struct TrainingShape {
  std::string family;
  std::int64_t hidden = 0;  ///< and the input's width
  std::int64_t lanes = 32;
  std::int64_t steps = 64;
};

struct Comparison {
  double ours_ms = 0;                  ///< median of an update
  double torch_ms = 0;                 ///< and of libtorch's
  double onednn_ms = 0;                ///< of oneDNN's forward and backward
  Interval torch_ratio;                ///< libtorch's time by ours, with 95 % from the rounds
  Interval onednn_ratio;               ///< oneDNN's forward and backward, without an update, by ours
  double share = 0;                    ///< of the threads' f32 peak, the best of the same rounds
  double largest_loss_difference = 0;  ///< between libtorch's losses and ours over the first updates
};

/// Takes `rounds` turns in random order, each of some 60 ms. Throws std::runtime_error where libtorch has no optimised
/// BLAS.
Comparison compare_training(const TrainingShape& shape, int threads, std::int64_t rounds);

}  // namespace gatewise

#endif
