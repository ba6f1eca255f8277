#include "quality_comparison.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/random.hpp"
#include "data/batching.hpp"
#include "data/dataset.hpp"
#include "data/files/locate.hpp"
#include "data/load.hpp"
#include "data/preparation/output_delay.hpp"
#include "quality/bootstrap.hpp"
#include "quality/metrics.hpp"
#include "select/quality_interval.hpp"
#include "suite/suite.hpp"
#include "torch_batch.hpp"
#include "training/predict.hpp"
#include "training/schedule.hpp"
#include "training/trainer.hpp"

namespace gatewise {
namespace {

/// What both trainers are given.
struct Contest {
  const Suite& suite;
  const Dataset& dataset;
  ModelShape shape;
  int threads;
};

/// libtorch's answers to every sequence, in order; by whole batches, since lengths are its own matter.
std::vector<Outcome> torch_outcomes(const Contest& contest, peer::TorchTraining& model, const Sequences& sequences) {
  constexpr std::size_t batch_size = 64;
  std::vector<Outcome> outcomes(sequences.size());
  const std::int64_t width = contest.dataset.outputs;
  for (std::size_t begin = 0; begin < sequences.size(); begin += batch_size) {
    std::vector<const Sequence*> members;
    for (std::size_t i = begin; i < std::min(begin + batch_size, sequences.size()); ++i)
      members.push_back(&sequences[i]);
    const PackedBatch batch = pack(members);
    if (batch.lanes.empty()) continue;
    const std::vector<float> answers = model.answer(torch_batch(batch, contest.dataset));
    for (std::int64_t lane = 0; lane < batch.lane_count(); ++lane) {
      const Sequence* sequence = batch.lanes[static_cast<std::size_t>(lane)];
      std::vector<float> own;
      const std::int64_t asked = answers_every_step(contest.dataset.task) ? sequence->length : 1;
      for (std::int64_t t = 0; t < asked; ++t) {
        const auto row =
            answers.begin() + (answers_every_step(contest.dataset.task) ? batch.row(t, lane) : lane) * width;
        own.insert(own.end(), row, row + width);
      }
      outcomes[static_cast<std::size_t>(sequence - sequences.data())] = outcome_of(contest.dataset, *sequence, own);
    }
  }
  return outcomes;
}

/// As train() goes through a training split: the same minibatches in the same order, the same rates, the same patience.
std::vector<Outcome> train_torch(const Contest& contest, std::uint64_t seed) {
  const Recipe& recipe = contest.suite.recipe;
  const Metric& metric = find_metric(contest.suite.metric);
  const std::vector<std::int64_t> lengths = lengths_of(contest.dataset.train);
  Random counting(seed, "batches in all");
  const auto batches = static_cast<std::int64_t>(make_batches(lengths, recipe.batching, counting).size());
  peer::TorchTraining model(
      torch_model(contest.shape),
      {recipe.clip_norm, recipe.weight_decay, recipe.input_dropout, recipe.output_dropout, contest.threads, seed},
      named_tensors(contest.shape, initial_parameters(contest.shape, seed)));
  std::vector<double> scores;
  std::size_t best = 0;
  std::vector<peer::NamedTensor> kept;
  std::int64_t update = 0;
  for (std::int64_t e = 0; e < recipe.epochs; ++e) {
    Random random(seed, fmt::format("batches {}", e));
    for (const Batch& batch : make_batches(lengths, recipe.batching, random)) {
      std::vector<const Sequence*> members;
      for (const std::size_t i : batch.members) members.push_back(&contest.dataset.train[i]);
      model.update(torch_batch(pack(members), contest.dataset),
                   learning_rate(recipe, update++, recipe.epochs * batches, falls_of(recipe, scores, metric.better)));
    }
    const double score = metric.value(torch_outcomes(contest, model, contest.dataset.validation));
    scores.push_back(score);
    const double gain = metric.better == Better::more ? score - scores[best] : scores[best] - score;
    if (e == 0 || gain > 0) {
      best = static_cast<std::size_t>(e);
      kept = model.parameters();
    }
    if (e - static_cast<std::int64_t>(best) >= recipe.patience) break;
  }
  model.restore(kept);
  return torch_outcomes(contest, model, contest.dataset.test);
}

std::vector<Outcome> train_ours(const Contest& contest, std::uint64_t seed) {
  const Recipe& recipe = contest.suite.recipe;
  const TrainingResult trained = train(contest.shape, recipe, contest.dataset, contest.suite.metric, seed,
                                       contest.threads, [](auto, const auto&, const auto&) { return true; });
  Workers workers(contest.threads);
  return predict(Network<float>(contest.shape, contest.dataset.task, recipe), trained.parameters, contest.dataset,
                 contest.dataset.test, workers);
}

void add_to_sample(const Metric& metric, const Sequences& sequences, const std::vector<Outcome>& outcomes,
                   QualitySample& sample) {
  std::vector<std::string> groups;
  for (const Sequence& sequence : sequences) groups.push_back(sequence.group);
  sample.by_seed.push_back(metric.value(outcomes));
  const Units units = units_of(outcomes, groups);
  sample.draws.push_back(bootstrap(metric, outcomes, units).values);
  sample.units = units.size();
}

Dataset load(const Suite& suite) {
  const DatasetDescription description = read_dataset_description(
      find_dataset(suite.dataset, {suite.file.parent_path() / "datasets", installation().suites / "datasets"}),
      suite.preparation);
  const char* mirror = std::getenv("GATEWISE_DATA_MIRROR");
  const DataSource source{default_cache(), mirror == nullptr ? "" : mirror, true, {}};
  return load_dataset(description, paths_of(locate_files(description, source, [](double, double, const auto&) {})));
}

void check(const Suite& suite) {
  if (answers_numbers(suite.task) || suite.dataset.empty())
    throw InputError("training_vs_torch compares the quality of tasks with labels: take another suite");
  if (suite.recipe.recurrent_dropout > 0)
    throw InputError("libtorch's layers have no recurrent dropout: --set training.recurrent_dropout=0");
  if (suite.recipe.optimizer != "adamw" || suite.recipe.class_weights != "none" || suite.recipe.clip_value > 0 ||
      suite.recipe.int8_epochs > 0 || suite.recipe.truncated_bptt_steps > 0 || suite.recipe.time_stretch > 0)
    throw InputError("training_vs_torch knows adamw, clipping by norm and dropout: leave the rest out of [training]");
}

}  // namespace

TrainedPair compare_quality(const std::string& suite_file, const std::vector<std::string>& overrides, int threads) {
  const Suite suite = read_suite(suite_file, overrides);
  check(suite);
  Dataset dataset = load(suite);
  const Architecture& architecture = suite.architectures.front();
  const ModelShape shape = shape_for(architecture, dataset);
  delay_labels(dataset, architecture.output_delay);
  const Contest contest{suite, dataset, shape, threads};
  const Metric& metric = find_metric(suite.metric);
  QualitySample ours, torch;
  for (const std::int64_t seed : suite.seeds) {
    add_to_sample(metric, dataset.test, train_ours(contest, static_cast<std::uint64_t>(seed)), ours);
    add_to_sample(metric, dataset.test, train_torch(contest, static_cast<std::uint64_t>(seed)), torch);
  }
  const MeanDifference difference = quality_difference(comparable_of(ours), comparable_of(torch), false);
  return {architecture.id(), suite.metric,  metric.better == Better::less,
          ours.by_seed,      torch.by_seed, difference.interval()};
}

}  // namespace gatewise
