#include "training/trainer.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "quality/metrics.hpp"
#include "training/training.hpp"

namespace gatewise {
namespace {

/// Whether an epoch is better than the best before it.
bool is_better(const Epoch& epoch, const Epoch& best, const Metric& metric) {
  const double gain = metric.better == Better::more ? epoch.validation_score - best.validation_score
                                                    : best.validation_score - epoch.validation_score;
  if (std::isnan(best.validation_score)) return !std::isnan(epoch.validation_score);
  return gain > 0 || (gain == 0 && epoch.train_loss < best.train_loss);
}

}  // namespace

TrainingResult train(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, const std::string& metric,
                     std::uint64_t seed, std::int64_t threads, const EpochObserver& observer, const Checkpoint* from) {
  Training training(shape, recipe, dataset, seed, threads);
  const Metric& primary = find_metric(metric);
  TrainingResult result;
  if (from != nullptr) {
    training.restore(*from);
    result = from->so_far;
  }
  const auto begin = static_cast<std::int64_t>(result.epochs.size());
  for (std::int64_t e = begin; e < recipe.epochs && (e == 0 || e - 1 - result.best_epoch < recipe.patience); ++e) {
    Epoch epoch = training.run_epoch(e);
    epoch.validation_score = primary.value(training.validate());
    if (e == 0 || is_better(epoch, result.epochs[static_cast<std::size_t>(result.best_epoch)], primary)) {
      result.best_epoch = e;
      result.parameters = training.parameters();
    }
    result.epochs.push_back(epoch);
    result.updates = training.updates();
    if (!observer(e, epoch, {training.parameters(), training.optimiser(), result})) break;
  }
  return result;
}

ModelShape shape_for(const Architecture& architecture, const Dataset& dataset) {
  const bool tokens = dataset.vocabulary > 0;
  if (tokens && architecture.embedding == 0) {
    throw InputError(fmt::format("dataset '{}' holds tokens: architectures.embedding must be at least 1", dataset.id));
  }
  if (!tokens && architecture.embedding > 0) {
    throw InputError(
        fmt::format("dataset '{}' holds dense features: take architectures.embedding out of the suite", dataset.id));
  }
  if (architecture.output_delay > 0 && !answers_every_step(dataset.task)) {
    throw InputError(
        fmt::format("dataset '{}' is for task '{}': architectures.output_delay is for token-labelling and "
                    "step-regression",
                    dataset.id, task_name(dataset.task)));
  }
  const std::int64_t features = architecture.input > 0 ? architecture.input : dataset.feature_count;
  return {architecture, features, dataset.vocabulary, dataset.outputs,
          answers_every_step(dataset.task) ? ReadOut::every_step : ReadOut::last_step};
}

void to_json(Json& json, const Epoch& epoch) {
  json = {{"train_loss", epoch.train_loss},
          {"validation_score", epoch.validation_score},
          {"gradient_norm", epoch.gradient_norm},
          {"clipped_share", epoch.clipped_share}};
}

void from_json(const Json& json, Epoch& epoch) {
  epoch = {json.at("train_loss"), json.at("validation_score"), json.at("gradient_norm"), json.at("clipped_share")};
}

}  // namespace gatewise
