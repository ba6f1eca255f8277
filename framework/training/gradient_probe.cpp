#include "training/gradient_probe.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/random.hpp"
#include "training/minibatch.hpp"

namespace gatewise {
namespace {

constexpr std::size_t sequence_count = 16;  // a shard: as much as one thread does of a minibatch
constexpr std::int64_t most_steps = 1024;   // bounds time and memory where sequences have no end

Recipe without_truncation(Recipe recipe) {
  recipe.truncated_bptt_steps = 0;
  return recipe;
}

/// The end of a sequence.
Sequence end_of(const Sequence& sequence, Task task) {
  return slice(sequence, std::max<std::int64_t>(0, sequence.length - most_steps), sequence.length,
               answers_every_step(task));
}

Sequences draw(const Dataset& dataset, std::uint64_t seed) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < dataset.train.size(); ++i) {
    if (dataset.train[i].length > 0) order.push_back(i);
  }
  Random random(seed, "gradient probe");
  random.shuffle(order);
  Sequences drawn;
  for (const std::size_t i : order) {
    if (drawn.size() == sequence_count) break;
    Sequence sequence = end_of(dataset.train[i], dataset.task);
    if (answer_step(sequence, dataset.task, AnswerAt::last) >= 0) drawn.push_back(std::move(sequence));
  }
  return drawn;
}

PackedBatch pack_all(const Sequences& sequences) {
  std::vector<const Sequence*> lanes;
  for (const Sequence& sequence : sequences) lanes.push_back(&sequence);
  return pack(lanes);
}

/// Where each lane's answer lies in the order of a direction.
std::vector<std::int64_t> answers_in(const PackedBatch& batch, Task task, AnswerAt at, std::int64_t direction) {
  std::vector<std::int64_t> answers;
  for (const Sequence* lane : batch.lanes) {
    const std::int64_t step = answer_step(*lane, task, at);
    const bool mirrored = direction == 1 && answers_every_step(task);
    answers.push_back(mirrored ? lane->length - 1 - step : step);
  }
  return answers;
}

/// Sums over the lanes that go back so far.
struct ReachSum {
  double squares = 0, first_squares = 0;
  std::int64_t lanes = 0;

  double share() const { return first_squares > 0 ? std::sqrt(squares / first_squares) : 0; }
  double norm() const { return std::sqrt(squares / static_cast<double>(std::max<std::int64_t>(1, lanes))); }
};

/// [longest] of k = 1, 2, ...
std::vector<ReachSum> sums_of(const PackedBatch& batch, const std::vector<double>& squares,
                              const std::vector<std::int64_t>& answers) {
  std::vector<ReachSum> sums(static_cast<std::size_t>(1 + *std::max_element(answers.begin(), answers.end())));
  for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
    const std::int64_t answer = answers[static_cast<std::size_t>(lane)];
    if (answer < 0) continue;
    const auto square_at = [&](std::int64_t t) { return squares[static_cast<std::size_t>(batch.row(t, lane))]; };
    for (std::int64_t k = 1; k <= answer + 1; ++k) {
      ReachSum& sum = sums[static_cast<std::size_t>(k - 1)];
      sum.squares += square_at(answer + 1 - k);
      sum.first_squares += square_at(answer);
      ++sum.lanes;
    }
  }
  return sums;
}

std::int64_t horizon_of(const std::vector<ReachSum>& sums) {
  const auto under =
      std::find_if(sums.begin(), sums.end(), [](const ReachSum& s) { return s.share() < horizon_share; });
  return under - sums.begin();
}

/// 1, 2, 4, ... and the last.
std::vector<std::int64_t> doubling_to(std::int64_t last) {
  std::vector<std::int64_t> steps;
  for (std::int64_t k = 1; k < last; k *= 2) steps.push_back(k);
  steps.push_back(last);
  return steps;
}

/// What as good as shut and open mean for values of a gate.
struct Bounds {
  float low, high;
};

Bounds bounds_of(const Family& family, const std::string& gate) {
  if (family.id == "rnn_relu") return {std::nextafter(0.0F, 1.0F), INFINITY};
  const bool is_tanh = gate == "h" || gate == "g" || gate == "n";
  return {is_tanh ? -0.9F : 0.1F, 0.9F};
}

/// `values` [rows, stride] hold the gate's H values at `offset`.
Saturation saturation_of(const std::vector<float>& values, std::int64_t offset, std::int64_t hidden,
                         std::int64_t stride, Bounds bounds) {
  std::int64_t low = 0, high = 0;
  const std::int64_t rows = static_cast<std::int64_t>(values.size()) / stride;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t j = 0; j < hidden; ++j) {
      const float value = values[static_cast<std::size_t>(row * stride + offset + j)];
      low += value < bounds.low ? 1 : 0;
      high += value > bounds.high ? 1 : 0;
    }
  }
  const auto count = static_cast<double>(std::max<std::int64_t>(1, rows * hidden));
  return {0, 0, "", static_cast<double>(low) / count, static_cast<double>(high) / count};
}

void add_saturation(const Architecture& architecture, const Workspace<float>& workspace,
                    std::vector<Saturation>& saturation) {
  const Family& family = find_family(architecture.family);
  if (!family.built_in()) return;
  const std::int64_t hidden = architecture.hidden;
  for (std::int64_t l = 0; l < architecture.layers; ++l) {
    for (std::int64_t d = 0; d < architecture.directions(); ++d) {
      const LayerTape<float>& tape = workspace.layers[static_cast<std::size_t>(l)].tape[d];
      const std::vector<float>& values = family.gate_count() == 1 ? tape.h : tape.gates;
      for (std::int64_t g = 0; g < family.gate_count(); ++g) {
        const std::string& gate = family.gates[static_cast<std::size_t>(g)];
        Saturation one =
            saturation_of(values, g * hidden, hidden, family.gate_count() * hidden, bounds_of(family, gate));
        one.layer = l;
        one.direction = d;
        one.gate = gate;
        saturation.push_back(one);
      }
    }
  }
}

}  // namespace

LookBack look_back_of(const PackedBatch& batch, const std::vector<double>& squares,
                      const std::vector<std::int64_t>& answers) {
  const std::vector<ReachSum> sums = sums_of(batch, squares, answers);
  LookBack look;
  look.longest = static_cast<std::int64_t>(sums.size());
  look.horizon = horizon_of(sums);
  std::vector<std::int64_t> sorted = answers;
  std::sort(sorted.begin(), sorted.end());
  look.median = sorted[sorted.size() / 2] + 1;
  for (const std::int64_t k : doubling_to(look.longest)) {
    const ReachSum& sum = sums[static_cast<std::size_t>(k - 1)];
    look.reach.push_back({k, sum.norm(), sum.share()});
  }
  return look;
}

GradientProbe::GradientProbe(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, std::uint64_t seed,
                             bool int8_grid)
    : shape_(shape),
      dataset_(dataset),
      network_(shape, dataset.task, without_truncation(recipe), {{}, int8_grid}),
      sequences_(draw(dataset, seed)),
      batch_(pack_all(sequences_)) {}

GradientView GradientProbe::look(const std::vector<float>& parameters) {
  GradientView view;
  if (batch_.lanes.empty()) return view;
  NetworkWeights<float> weights;
  network_.pack(parameters, Purpose::training, weights);
  look_from(AnswerAt::last, weights, view);
  if (shape_.architecture.bidirectional && answers_every_step(dataset_.task)) look_from(AnswerAt::first, weights, view);
  add_saturation(shape_.architecture, workspace_, view.saturation);
  return view;
}

/// A labelling's directions each look from the answer that has the most behind it.
void GradientProbe::look_from(AnswerAt at, const NetworkWeights<float>& weights, GradientView& view) {
  const bool every_step = answers_every_step(dataset_.task);
  for (const StepNorms& norms : network_.follow_back(batch_, weights, dataset_, at, workspace_)) {
    if (every_step && (norms.direction == 1) != (at == AnswerAt::first)) continue;
    LookBack look = look_back_of(batch_, norms.squares, answers_in(batch_, dataset_.task, at, norms.direction));
    look.layer = norms.layer;
    look.direction = norms.direction;
    look.by = find_family(shape_.architecture.family).built_in() ? "state" : "input";
    view.look_back.insert(view.look_back.begin(), look);
  }
}

}  // namespace gatewise
