#ifndef GATEWISE_TRAINING_NETWORK_HPP
#define GATEWISE_TRAINING_NETWORK_HPP

#include <cstdint>
#include <span>
#include <vector>

#include "cells/architecture.hpp"
#include "data/dataset.hpp"
#include "training/packed_batch.hpp"
#include "training/parameters.hpp"
#include "training/recipe.hpp"

namespace gatewise {

/// What is dropped, and by which draw. A mask depends on the seed and on the lane's place in the minibatch, never on
/// the shard or the thread.
struct Dropout {
  double input = 0, recurrent = 0, output = 0;
  std::uint64_t seed = 0;
  std::vector<std::size_t> lane_ids;  ///< of the packed lanes, their place in the minibatch
  bool any() const { return input > 0 || recurrent > 0 || output > 0; }
};

/// A loss and what it was summed over.
struct LossSum {
  double loss = 0;
  std::int64_t answers = 0;  ///< sequences, labelled steps or numbers asked for
};

/// Embedding or dense input → recurrent layers → linear head, for training. Parameters are a flat vector laid out by
/// ParameterLayout.
template <class Real>
class Network {
 public:
  Network(const ModelShape& shape, Task task, const Recipe& recipe);

  /// The head's answers: [N, O] for ReadOut::last_step (lanes in the packed order), [R, O] for every_step.
  std::vector<Real> answer(const PackedBatch& batch, const std::vector<Real>& parameters) const;

  /// The summed loss (cross-entropy in nats; the recipe's error for numbers), and `scale` times its gradient added
  /// to `gradient`.
  LossSum accumulate_gradient(const PackedBatch& batch, const std::vector<Real>& parameters, const Dropout& dropout,
                              const Dataset& dataset, Real scale, std::vector<Real>& gradient) const;

  const ParameterLayout& layout() const { return layout_; }

 private:
  struct Activations;
  Activations forward(const PackedBatch& batch, const std::vector<Real>& parameters, const Dropout& dropout) const;
  void backward(const PackedBatch& batch, const std::vector<Real>& parameters, const Activations& kept,
                const std::vector<Real>& d_answers, std::vector<Real>& gradient) const;

  Real loss_of(const Dataset& dataset, const Sequence& sequence, std::size_t t, std::span<Real> answer,
               Real scale) const;

  ModelShape shape_;
  Task task_;
  std::int64_t truncate_;
  bool absolute_;  // of numbers: absolute error instead of squared
  ParameterLayout layout_;
};

/// How many answers a sequence is asked for.
std::int64_t answers_of(const Sequence& sequence, Task task);

}  // namespace gatewise

#endif
