#include "comparison.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <numeric>
#include <thread>

#include "base/random.hpp"
#include "cells/architecture.hpp"
#include "measure/limits/probe_kernels.hpp"
#include "measure/machine/clock.hpp"
#include "onednn_training.hpp"
#include "torch_batch.hpp"
#include "training/training.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t classes = 10;
constexpr double rate = 1e-3;
constexpr std::int64_t turn_ns = 60'000'000;
constexpr std::int64_t compared_updates = 20;

Dataset seeded_dataset(const TrainingShape& shape) {
  Dataset dataset;
  dataset.task = Task::sequence_classification;
  dataset.feature_count = shape.hidden;
  dataset.outputs = classes;
  Random random(5, "seeded_dataset");
  for (std::int64_t lane = 0; lane < shape.lanes; ++lane) {
    Sequence sequence;
    sequence.length = shape.steps;
    for (std::int64_t i = 0; i < shape.steps * shape.hidden; ++i)
      sequence.features.push_back(static_cast<float>(random.normal()));
    sequence.labels = {static_cast<std::int32_t>(random.below(classes))};
    dataset.train.push_back(std::move(sequence));
  }
  return dataset;
}

/// f32 operations a second of `threads` threads at once, among registers.
double peak_operations(int threads) {
  const PeakKernel* fastest = nullptr;
  for (const PeakKernel& kernel : probe_kernels().peaks) {
    if (kernel.arithmetic == Arithmetic::f32 && (fastest == nullptr || kernel.operations > fastest->operations))
      fastest = &kernel;
  }
  constexpr std::int64_t rounds = 4'000'000;  // some 12 ms
  const std::int64_t begin = now_ns();
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) running.emplace_back([&] { fastest->run(rounds); });
  for (std::thread& thread : running) thread.join();
  return static_cast<double>(threads * fastest->operations * rounds) / static_cast<double>(now_ns() - begin) * 1e9;
}

/// Multiply-adds count two: forward, the gradients by the weights, and by h. The input is data, so that nobody needs
/// its gradient.
double operations_of_update(const TrainingShape& shape, std::int64_t gates) {
  const auto rows = static_cast<double>(shape.lanes * shape.steps);
  const auto matrix = static_cast<double>(gates * shape.hidden * shape.hidden);
  return 2 * rows * matrix * 5;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// Median and its 95 % interval by order statistics.
Interval median_interval(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const RankInterval ranks = quantile_ranks(static_cast<long>(values.size()), 0.5);
  const auto at = [&](long rank) {
    return values[static_cast<std::size_t>(std::clamp<long>(rank, 1, static_cast<long>(values.size())) - 1)];
  };
  return {at(ranks.value), at(ranks.low), at(ranks.high)};
}

/// Mean ns of a call, over as many as a turn holds. The threads of the turn before go on looking for work for a while
/// (OpenBLAS's for some 20 ms), and are waited for.
double turn(const std::function<void()>& once) {
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  once();
  const std::int64_t begin = now_ns();
  std::int64_t count = 0;
  do {
    once();
    ++count;
  } while (now_ns() - begin < turn_ns);
  return static_cast<double>(now_ns() - begin) / static_cast<double>(count);
}

}  // namespace

Comparison compare_training(const TrainingShape& shape, int threads, std::int64_t rounds) {
  const Dataset dataset = seeded_dataset(shape);
  const ModelShape model{{shape.family, shape.hidden, 1, false, 0}, shape.hidden, 0, classes, ReadOut::last_step};
  Recipe recipe;
  recipe.clip_norm = 1;
  Training ours(model, recipe, dataset, 1, threads);
  peer::TorchTraining torch(torch_model(model),
                            {.clip_norm = recipe.clip_norm, .weight_decay = recipe.weight_decay, .threads = threads},
                            named_tensors(model, ours.parameters()));
  peer::OnednnTraining onednn(shape.family, shape.hidden, shape.hidden, shape.lanes, shape.steps, threads);
  std::vector<const Sequence*> lanes;
  for (const Sequence& sequence : dataset.train) lanes.push_back(&sequence);
  const peer::TorchBatch batch = torch_batch(pack(lanes), dataset);
  std::vector<std::size_t> members(dataset.train.size());
  std::iota(members.begin(), members.end(), std::size_t{0});

  Comparison result;
  for (std::int64_t i = 0; i < compared_updates; ++i) {
    const double difference = std::abs(ours.update(members, rate).loss.mean() - torch.update(batch, rate));
    result.largest_loss_difference = std::max(result.largest_loss_difference, difference);
  }

  std::vector<double> ours_ns, torch_ns, onednn_ns, torch_ratios, onednn_ratios;
  double peak = 0;
  Random random(11, "compare_training");
  for (std::int64_t round = 0; round < rounds; ++round) {
    double ns[3] = {};
    std::vector<std::function<void()>> turns{[&] { ns[0] = turn([&] { ours.update(members, rate); }); },
                                             [&] { ns[1] = turn([&] { torch.update(batch, rate); }); },
                                             [&] { ns[2] = turn([&] { onednn.pass(batch.features); }); }};
    for (std::size_t left = turns.size(); left > 0; --left) {
      const std::size_t next = static_cast<std::size_t>(random.below(left));
      turns[next]();
      std::swap(turns[next], turns[left - 1]);
    }
    ours_ns.push_back(ns[0]);
    torch_ns.push_back(ns[1]);
    onednn_ns.push_back(ns[2]);
    torch_ratios.push_back(ns[1] / ns[0]);
    onednn_ratios.push_back(ns[2] / ns[0]);
    peak = std::max(peak, peak_operations(threads));
  }
  result.ours_ms = median(ours_ns) / 1e6;
  result.torch_ms = median(torch_ns) / 1e6;
  result.onednn_ms = median(onednn_ns) / 1e6;
  result.torch_ratio = median_interval(torch_ratios);
  result.onednn_ratio = median_interval(onednn_ratios);
  const double operations = operations_of_update(shape, find_family(shape.family).gate_count());
  result.share = operations / (result.ours_ms / 1e3) / peak;
  return result;
}

}  // namespace gatewise
