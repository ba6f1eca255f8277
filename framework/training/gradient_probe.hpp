#ifndef GATEWISE_TRAINING_GRADIENT_PROBE_HPP
#define GATEWISE_TRAINING_GRADIENT_PROBE_HPP

#include <cstdint>
#include <vector>

#include "data/dataset.hpp"
#include "training/network.hpp"
#include "training/terms/gradient_view.hpp"

namespace gatewise {

/// Looks into a network while it is trained: 16 training sequences, drawn once from the seed, are played without
/// dropout and without truncation, and the gradient of one answer each is followed back. Of a labelling, that is the
/// last one that is asked, and for the backward direction the first one. Of longer sequences the last 1024 steps count.
class GradientProbe {
 public:
  /// `dataset` must outlive it.
  GradientProbe(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, std::uint64_t seed,
                bool int8_grid);

  GradientView look(const std::vector<float>& parameters);

 private:
  void look_from(AnswerAt at, const NetworkWeights<float>& weights, GradientView& view);

  ModelShape shape_;
  const Dataset& dataset_;
  Network<float> network_;
  Sequences sequences_;
  PackedBatch batch_;
  Workspace<float> workspace_;
};

/// The curve of one layer in one direction. `squares` [R] holds at each row the square of the gradient's norm by the
/// state that it starts from, `answers` [N] the step, counted in the direction's own order, of each lane's answer; -1
/// where it has none.
LookBack look_back_of(const PackedBatch& batch, const std::vector<double>& squares,
                      const std::vector<std::int64_t>& answers);

}  // namespace gatewise

#endif
