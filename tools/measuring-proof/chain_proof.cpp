// Whether the middle that a run shows is what a bare loop over the same cell takes: both in one process, in turn.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.hpp"
#include "cells/seeded_weights.hpp"
#include "data/dataset.hpp"
#include "gatewise_program.hpp"
#include "measure/machine/environment.hpp"
#include "measure/parity/calibration.hpp"
#include "measure/scenarios/streaming/streaming.hpp"
#include "proofs.hpp"

namespace gatewise::proof {
namespace {

struct Subject {
  const char* plugin;
  const char* precision;
  const char* family;
  std::int64_t hidden;
};

constexpr std::array<Subject, 8> subjects{{{"eigen", "f32", "rnn_tanh", 1},
                                           {"eigen", "f32", "lstm", 16},
                                           {"eigen", "f32", "lstm", 64},
                                           {"int8", "int8", "lstm", 16},
                                           {"int8", "int8", "lstm", 64},
                                           {"int8", "int8", "gru", 32},
                                           {"onednn", "f32", "lstm", 64},
                                           {"reference", "f32", "lstm", 16}}};

constexpr std::int64_t sequence_steps = 600;
constexpr int rounds = 200;
constexpr double allowed = 0.05;

Sequences inputs(std::int64_t width) {
  Sequences sequences(1);
  sequences[0].length = sequence_steps;
  Random random(1, "chain proof");
  for (std::int64_t i = 0; i < sequence_steps * width; ++i)
    sequences[0].features.push_back(static_cast<float>(random.normal()));
  return sequences;
}

double median_of(std::vector<double> values) { return Chains{0, std::move(values)}.median_ns(); }

/// What anybody would write who wants to know how long a step or its cells take: a loop between two readings.
class BareProgram {
 public:
  BareProgram(const Plugin& plugin, const BackendChoice& backend, const ModelShape& shape, const TensorFile& weights)
      : cell_(plugin.prepare(layer_request(shape, backend, 0), layer_weights(shape, weights, 0, false),
                             calibration_of(weights, 0, false))),
        model_(plugin, backend, shape, weights),
        stride_((shape.layer_input(0) + 15) / 16 * 16),
        x_(static_cast<std::size_t>(stride_ * sequence_steps) * sizeof(float)),
        y_(static_cast<std::size_t>(shape.architecture.hidden) * sizeof(float)),
        state_(cell_.needs(1, 1).state_bytes),
        scratch_(cell_.needs(1, 1).scratch_bytes) {}

  void take(const Sequence& sequence, std::int64_t width) {
    for (std::int64_t t = 0; t < sequence_steps; ++t)
      std::copy_n(sequence.features.data() + t * width, width, x_.floats() + t * stride_);
    model_.reserve_rows(sequence_steps);
    for (std::int64_t t = 0; t < sequence_steps; ++t) model_.stage(t, sequence, t);
  }

  double cell_ns(std::int64_t steps) {
    cell_.reset(state_.data(), nullptr, 1);
    const float* x = x_.floats();
    const float* const end = x + sequence_steps * stride_;
    const std::int64_t begin = fenced_now_ns();
    for (std::int64_t t = 0; t < steps; ++t) {
      cell_.run(1, 1, x, y_.floats(), nullptr, state_.data(), scratch_.data());
      x += stride_;
      if (x == end) x = x_.floats();
    }
    return static_cast<double>(fenced_now_ns() - begin) / static_cast<double>(steps);
  }

  /// The same by way of the model, as every step goes.
  double layers_ns(std::int64_t steps) {
    model_.begin();
    const std::int64_t begin = fenced_now_ns();
    for (std::int64_t t = 0; t < steps; ++t) model_.run_staged(t % sequence_steps);
    return static_cast<double>(fenced_now_ns() - begin) / static_cast<double>(steps);
  }

  double step_ns(const Sequence& sequence, std::int64_t steps) {
    model_.begin();
    const std::int64_t begin = fenced_now_ns();
    for (std::int64_t t = 0; t < steps; ++t) {
      model_.load(sequence, t % sequence_steps);
      model_.run_cells();
      model_.project();
    }
    return static_cast<double>(fenced_now_ns() - begin) / static_cast<double>(steps);
  }

 private:
  PreparedCell cell_;
  SequenceModel model_;
  std::int64_t stride_;
  AlignedBuffer x_, y_, state_, scratch_;
};

void compare(Json& counts, const std::string& what, double shown, double bare) {
  counts[what + ", as a run shows it"] = shown;
  counts[what + ", a bare loop"] = bare;
  counts["compared"] = counts.value("compared", 0) + 1;
  counts["within 5 %"] = counts.value("within 5 %", 0) + (std::abs(shown / bare - 1) <= allowed ? 1 : 0);
}

Json try_chain(std::int64_t index) {
  pin_to_last_core();
  const Subject& subject = subjects.at(static_cast<std::size_t>(index));
  const Plugin plugin = Plugin::load(plugin_file(subject.plugin).string());
  const BackendChoice backend{subject.precision, "", 1};
  const ModelShape shape{{subject.family, subject.hidden, 1, false, 0}, subject.hidden, 0, 4, ReadOut::every_step};
  const Sequences sequences = inputs(subject.hidden);
  TensorFile weights = seeded_model_weights(shape, 1);
  calibrate(shape, sequences, weights);
  SequenceModel model(plugin, backend, shape, weights);
  BareProgram bare(plugin, backend, shape, weights);
  bare.take(sequences[0], subject.hidden);
  const ClockError clock = measure_clock_error();
  const ChainTerms chains = choose_chains(model, sequences[0], clock, 1);
  std::vector<double> runs, steps, cells, bare_steps, bare_cells;
  for (int round = 0; round < rounds; ++round) {
    const StreamingBlock block = play_block(model, sequences, {0}, {}, chains, clock);
    steps.push_back(block.step_chains.median_ns());
    cells.push_back(block.cell_chains.median_ns());
    // Long enough that the clock's cost, which a bare program does not take off, is a thousandth.
    const std::int64_t long_chain = 10 * chains.calls;
    bare_cells.push_back(bare.layers_ns(long_chain * chains.cell_repeats));
    runs.push_back(bare.cell_ns(long_chain * chains.cell_repeats));
    bare_steps.push_back(bare.step_ns(sequences[0], long_chain));
  }
  Json counts;
  const std::string name =
      fmt::format("{} h{} {}.{}: ns", subject.family, subject.hidden, subject.plugin, subject.precision);
  compare(counts, name + " a cell", median_of(cells), median_of(bare_cells));
  // What the caller does between two cells is another here; some nanoseconds of it show in the smallest.
  counts[name + " a cell, a bare loop over run alone"] = median_of(runs);
  compare(counts, name + " a step", median_of(steps), median_of(bare_steps));
  return counts;
}

}  // namespace

Proof chain_proof() {
  return {"chains",
          "the p50 of steps and of cells, from chains timed whole, is within 5 % of the same chain in a bare loop, for "
          "small cells of every plugin, both in turn",
          static_cast<std::int64_t>(subjects.size()), try_chain,
          [](const Json& sum) { return sum.at("compared") == sum.at("within 5 %"); }};
}

}  // namespace gatewise::proof
