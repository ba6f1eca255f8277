#ifndef GATEWISE_TRAINING_NETWORK_HPP
#define GATEWISE_TRAINING_NETWORK_HPP

#include <cstdint>
#include <span>
#include <vector>

#include "cells/architecture.hpp"
#include "data/dataset_fwd.hpp"
#include "data/task.hpp"
#include "training/packed_batch.hpp"
#include "training/parameters.hpp"
#include "training/recurrent_layer.hpp"
#include "training/terms/recipe.hpp"

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
  double loss = 0;             ///< of each answer times its class weight
  std::int64_t answers = 0;    ///< sequences, labelled steps or numbers asked for
  double weight = 0;           ///< their class weights' sum; their number where there are none
  double worst = -1;           ///< the largest mean() among the lanes, or the first that is not finite
  std::size_t worst_lane = 0;  ///< whose that is: one of Dropout::lane_ids, or its packed place where there are none

  double mean() const { return loss / (weight > 0 ? weight : 1); }
  void add(const LossSum& other);
};

/// What a network computes beside what its shape and its recipe say.
struct NetworkOptions {
  std::vector<double> class_weights{};  ///< [classes] class_weights_of(); empty: all are 1
  bool int8_grid = false;  ///< forward on the grids of int8_grid.hpp, their gradients straight through (Bengio et al.
                           ///< 2013); not for a plugin's family
};

/// What the weights are packed for.
enum class Purpose { inference, training };

/// A network's parameters with their packed forms: made once for an update, read by all its shards. Not to be copied.
template <class Real>
struct NetworkWeights {
  const std::vector<Real>* parameters = nullptr;  ///< what is computed with: not owned, or on_grid
  std::vector<Real> on_grid;                      ///< the parameters on the int8 grid, where the network is on it
  std::vector<LayerWeights<Real>> cells;          ///< layer by layer, each direction
  PackedMatrix<Real> head;                        ///< W^T [D·H, O]
  PackedMatrix<Real> head_back;                   ///< W [O, D·H]
};

/// What one layer keeps for the way back.
template <class Real>
struct KeptLayer {
  std::vector<Real> input[2];           ///< forward and mirrored, after dropout; [R, I]
  std::vector<Real> input_mask;         ///< [N, I]
  std::vector<Real> recurrent_mask[2];  ///< [N, H]
  LayerTape<Real> tape[2];
};

/// The memory of one pass, kept from one batch to the next: a fresh one costs more page faults than a small layer's
/// arithmetic. For one thread at a time.
template <class Real>
struct Workspace {
  std::vector<KeptLayer<Real>> layers;
  std::vector<Real> head_input;  ///< [A, D·H] after dropout
  std::vector<Real> head_mask;   ///< [N, D·H]
  std::vector<Real> answers;     ///< [A, O]
  std::vector<Real> d_answers;   ///< [A, O]
  std::vector<Real> d_joined;    ///< [R or N, D·H]
  std::vector<Real> d_h;         ///< [R, H]
  std::vector<Real> d_input[2];  ///< [R, I]
  BackwardBuffers<Real> backward;
};

/// Which answer of a labelling is followed back; of what is asked once, that.
enum class AnswerAt { last, first };

/// The step whose answer that is; -1 where the sequence is asked nothing.
std::int64_t answer_step(const Sequence& sequence, Task task, AnswerAt at);

/// One layer's gradients on the way back in one direction.
struct StepNorms {
  std::int64_t layer, direction;
  std::vector<double> squares;  ///< [R] of the norm by the state (h and c) that a row starts from, in the direction's
                                ///< own order; of a plugin's family by what the row reads
};

/// Embedding or dense input → recurrent layers → linear head, for training. Parameters are a flat vector laid out by
/// ParameterLayout.
template <class Real>
class Network {
 public:
  Network(const ModelShape& shape, Task task, const Recipe& recipe, NetworkOptions options = {});

  /// Packs the parameters, in the memory that `weights` has. They must outlive it and stay as they are.
  void pack(const std::vector<Real>& parameters, Purpose purpose, NetworkWeights<Real>& weights) const;

  /// The head's answers: [N, O] for ReadOut::last_step (lanes in the packed order), [R, O] for every_step. They lie in
  /// the workspace.
  const std::vector<Real>& answer(const PackedBatch& batch, const NetworkWeights<Real>& weights,
                                  Workspace<Real>& workspace) const;

  /// The summed loss (cross-entropy in nats; the recipe's error for numbers), and `scale` times its gradient added
  /// to `gradient`. `states` [N, state_size()], where it is given, is what the lanes start from, through which no
  /// gradient flows, and afterwards where they stand; forward models of the host's own families only.
  LossSum accumulate_gradient(const PackedBatch& batch, const NetworkWeights<Real>& weights, const Dropout& dropout,
                              const Dataset& dataset, Real scale, std::vector<Real>& gradient,
                              Workspace<Real>& workspace, std::vector<Real>* states = nullptr) const;

  /// Follows the loss of one answer of each lane back through all layers, without dropout. The pass stays in the
  /// workspace.
  std::vector<StepNorms> follow_back(const PackedBatch& batch, const NetworkWeights<Real>& weights,
                                     const Dataset& dataset, AnswerAt at, Workspace<Real>& workspace) const;

  /// Takes the states over the batch, without an answer.
  void advance(const PackedBatch& batch, const NetworkWeights<Real>& weights, const Dropout& dropout,
               Workspace<Real>& workspace, std::vector<Real>& states) const;

  const ParameterLayout& layout() const { return layout_; }
  /// Values that one lane stands at: h of each layer, and c behind it for the LSTM.
  std::int64_t state_size() const;
  /// The class weights of what a sequence is asked, summed; its answers_of() where there are none.
  double weight_of(const Sequence& sequence) const;

 private:
  const LayerWeights<Real>& cell(const NetworkWeights<Real>& weights, std::int64_t layer, std::int64_t direction) const;
  void forward(const PackedBatch& batch, const NetworkWeights<Real>& weights, const Dropout& dropout,
               Workspace<Real>& space, const std::vector<Real>* states = nullptr) const;
  void keep_states(const PackedBatch& batch, const Workspace<Real>& space, std::vector<Real>& states) const;
  void mask_head(const PackedBatch& batch, const std::vector<Real>& mask, std::vector<Real>& values) const;
  void forward_head(const NetworkWeights<Real>& weights, Workspace<Real>& space) const;
  void backward(const PackedBatch& batch, const NetworkWeights<Real>& weights, std::vector<Real>& gradient,
                Workspace<Real>& space, std::vector<StepNorms>* norms = nullptr) const;
  void backward_head(const NetworkWeights<Real>& weights, std::vector<Real>& gradient, Workspace<Real>& space) const;
  void backward_layer(std::int64_t layer, const PackedBatch& batch, const NetworkWeights<Real>& weights,
                      std::vector<Real>& gradient, Workspace<Real>& space, std::vector<StepNorms>* norms) const;
  StateGradientObserver<Real> note_norms(const PackedBatch& batch, StepNorms& norms) const;
  void keep_answers(const PackedBatch& batch, AnswerAt at, std::vector<Real>& d_answers) const;
  void add_embedding_gradient(const PackedBatch& batch, const std::vector<Real>& d_input,
                              std::vector<Real>& gradient) const;

  bool has_embedding() const { return layout_.has("embedding.weight"); }
  /// Whether the gradient by what a layer reads leads to parameters.
  bool wants_dx(std::int64_t layer) const { return layer > 0 || has_embedding(); }
  LossSum loss_of_lane(const Dataset& dataset, const PackedBatch& batch, std::int64_t lane,
                       std::vector<Real>& d_answers, Real scale) const;
  Real loss_of(const Dataset& dataset, const Sequence& sequence, std::size_t t, std::span<Real> answer,
               Real scale) const;
  double class_weight(std::int32_t label) const;

  ModelShape shape_;
  Task task_;
  std::int64_t truncate_;
  bool absolute_;  // of numbers: absolute error instead of squared
  ParameterLayout layout_;
  NetworkOptions options_;
};

/// How many answers a sequence is asked for.
std::int64_t answers_of(const Sequence& sequence, Task task);

}  // namespace gatewise

#endif
