#ifndef GATEWISE_TRAINING_DIVERGENCE_HPP
#define GATEWISE_TRAINING_DIVERGENCE_HPP

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "data/dataset_fwd.hpp"
#include "training/parameters.hpp"

namespace gatewise {

/// Where and how a training stopped being of use.
struct Divergence {
  std::int64_t epoch = 0;     ///< index
  std::int64_t update = 0;    ///< index
  double loss = 0;            ///< mean over the minibatch
  double gradient_norm = 0;   ///< before clipping
  std::string suspect;        ///< suspect_gradient()
  std::size_t minibatch = 0;  ///< sequences
  std::size_t sequence = 0;   ///< index in the training split: the first of the minibatch whose loss is not finite,
                              ///< else the one with the largest
  double sequence_loss = 0;   ///< mean over its answers
};

/// A training diverged; what() tells a user where, and what to do.
struct TrainingDiverged : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Which tensor's gradient is the first that is not finite; where all are, which has the largest norm.
std::string suspect_gradient(const ParameterLayout& layout, const std::vector<float>& gradient);

/// The first tensor with a value that is not finite; empty where there is none.
std::string first_not_finite(const ParameterLayout& layout, const std::vector<float>& values);

/// All of it in one sentence, with what is wrong in the sequence's own input, and the keys that help.
std::string describe(const Divergence& divergence, const Sequences& split);

/// A mean loss, over an epoch, beyond which a training has exploded although its numbers are finite: 100 times that of
/// a model that knows nothing, ln(classes) nats, or 1 in units of the targets' deviation.
double explosion_loss(const Dataset& dataset);

}  // namespace gatewise

#endif
