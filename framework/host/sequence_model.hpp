#ifndef GATEWISE_HOST_SEQUENCE_MODEL_HPP
#define GATEWISE_HOST_SEQUENCE_MODEL_HPP

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/safetensors.hpp"
#include "cells/architecture.hpp"
#include "data/dataset_fwd.hpp"
#include "host/plugin.hpp"
#include "host/stored_matrix.hpp"

namespace gatewise {

/// How the cells of a model are asked for.
struct BackendChoice {
  std::string precision;
  std::string implementation;  ///< empty: the plugin's first that fits
  std::uint32_t threads = 1;
};

/// What a model's layer asks a plugin for, and the weights that it brings, in the order of cell_parameters().
CellRequest layer_request(const ModelShape& shape, const BackendChoice& backend, std::int64_t layer);
std::vector<std::vector<float>> layer_weights(const ModelShape& shape, const TensorFile& weights, std::int64_t layer,
                                              bool reverse);

/// The ranges that calibration saw at a layer, kept beside its weights as the tensor rnn.calibration_l0[_reverse]:
/// x_min, x_max, h_min, h_max, number of sequences. Empty where the weights were never calibrated.
std::optional<CalibrationRanges> calibration_of(const TensorFile& weights, std::int64_t layer, bool reverse);
void set_calibration(TensorFile& weights, std::int64_t layer, bool reverse, const CalibrationRanges& ranges);

/// Bytes of a model for one stream.
struct ModelMemory {
  std::uint64_t weights_bytes = 0;  ///< cells' own copies, embedding and head
  std::uint64_t state_bytes = 0;    ///< of all layers
  std::uint64_t scratch_bytes = 0;  ///< the cells' scratch and the host's rows between layers
};

/// A whole model through one plugin's cells: the host embeds, stacks, runs both directions and projects. Embedding and
/// head are kept in the backend's precision.
///
/// Forward models run step by step with carried state, one stream: begin(), then for each step load(), run_cells(), and
/// project() where an answer is wanted. Any model runs offline: answer_batch().
class SequenceModel {
 public:
  /// Throws UnsupportedCell or PluginFailure from the plugin, InputError from the weights.
  SequenceModel(const Plugin& plugin, const BackendChoice& backend, const ModelShape& shape, const TensorFile& weights);

  /// Resets the state of every layer: a new sequence begins.
  void begin();
  /// Takes step t of the sequence as the first layer's input: copies features or looks the token up.
  void load(const Sequence& sequence, std::int64_t t);
  /// One step of every layer.
  void run_cells();
  /// The same with inputs that were taken before: stage() keeps the step's input as row `row`, run_staged() runs every
  /// layer on it. reserve_rows() comes first; what was staged is gone.
  void reserve_rows(std::int64_t rows);
  void stage(std::int64_t row, const Sequence& sequence, std::int64_t t);
  void run_staged(std::int64_t row);
  /// What a layer has put out in the last step: [H].
  std::span<const float> output_of(std::int64_t layer) const;
  /// The head on the last layer's output. [O], valid until the next call.
  std::span<const float> project();

  /// Steps t .. t+steps-1 of the sequence in one call of every layer, with carried state, and the head on each of them:
  /// [steps, O], valid until the next call. announce(steps, 1) comes first.
  std::span<const float> run_chunk(const Sequence& sequence, std::int64_t t, std::int64_t steps);

  /// One stream's state: that of every layer behind the other. Plain bytes, which may be copied and moved.
  std::size_t stream_bytes() const;
  /// Writes the state of a sequence's start.
  void begin_stream(std::byte* stream);
  /// One step of N streams, each with a state of its own, in one call of every layer, and the head on each: what a
  /// server does with steps that have arrived together: [N, O], valid until the next call. announce(1, N) comes first.
  /// What the states cost to gather and to scatter is part of it.
  struct StreamStep {
    std::byte* stream;
    const Sequence* sequence;
    std::int64_t t;
  };
  std::span<const float> step_streams(std::span<const StreamStep> steps);

  /// The answers to a whole sequence as it ships: [O], or [T, O] for ReadOut::every_step. Forward models go step by
  /// step through the calls above; a bidirectional one needs the whole sequence.
  std::vector<float> answer_sequence(const Sequence& sequence);

  /// Has every cell build what it needs for batches of N sequences of up to T steps, so that answer_batch() need not,
  /// and makes room for their state and scratch.
  void announce(std::int64_t steps, std::int64_t lanes);
  /// The answers to sequences that are all there, run side by side and padded to the longest: for each one behind the
  /// other, [O] or [T, O]. Padding never changes an answer. Builds what a cell needs for a (T, N) when it comes for the
  /// first time. No sequence may be empty.
  std::vector<float> answer_batch(std::span<const Sequence* const> sequences, std::int64_t steps = 0);
  /// What answer_batch() is made of, in this order; `steps` is what the batch is padded to.
  void load_batch(std::span<const Sequence* const> sequences, std::int64_t steps);
  void run_batch(std::int64_t steps, std::int64_t lanes);
  std::vector<float> project_batch(std::span<const Sequence* const> sequences);

  const ModelShape& shape() const { return shape_; }
  ModelMemory memory() const;
  /// Describes the first layer's forward cell; the layers differ in input width only.
  CellDescription describe() const { return layers_.front().front().cell.describe(); }

 private:
  struct Layer {
    PreparedCell cell;
    bool has_lengths;
    CellNeeds needs;
    AlignedBuffer state;
    AlignedBuffer scratch;
    AlignedBuffer y;  // [H]
  };
  /// What a batch works in; grows to the largest seen.
  struct BatchSpace {
    std::vector<std::int32_t> lengths;  // [N]
    AlignedBuffer x, reversed;          // [T,N,I]
    AlignedBuffer y;                    // [T,N,H]
    AlignedBuffer joined;               // [T,N,D·H]
    AlignedBuffer state, scratch;
  };

  Layer make_layer(const Plugin& plugin, const BackendChoice& backend, const TensorFile& weights, std::int64_t layer,
                   bool reverse) const;
  void read_step(const Sequence& sequence, std::int64_t t, float* x) const;
  void run_cells(const float* x);
  std::int64_t staged_stride() const;
  std::vector<float> answer_streaming(const Sequence& sequence);
  std::span<const float> project(const float* h);
  std::span<const float> project_rows(std::int64_t rows);
  void run_layer(std::vector<Layer>& directions, std::int64_t steps, std::int64_t lanes);
  void run_direction(Layer& layer, const float* x, std::int64_t steps, std::int64_t lanes);

  ModelShape shape_;
  StoredMatrix embedding_;                  // [V, E]
  StoredMatrix head_;                       // [O, D·H]
  std::vector<float> head_bias_;            // [O]
  std::vector<std::vector<Layer>> layers_;  // [layers][directions]
  AlignedBuffer x_;                         // [first layer's input]
  AlignedBuffer staged_;                    // [rows, first layer's input], each row at a cache line
  AlignedBuffer head_x_;                    // [D·H], padded as the head wants it
  std::vector<float> answer_;               // [O]
  std::vector<float> answers_;              // [steps or streams, O]
  BatchSpace batch_;
};

}  // namespace gatewise

#endif
