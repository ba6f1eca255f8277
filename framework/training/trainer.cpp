#include "training/trainer.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "quality/metrics.hpp"
#include "training/check_recipe.hpp"
#include "training/schedule.hpp"
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

/// The epochs of one training, one after the other.
class Course {
 public:
  Course(Training& training, const Recipe& recipe, const Metric& metric)
      : training_(training), recipe_(recipe), metric_(metric) {}

  void go_on_from(const Checkpoint& from) {
    if (from.so_far.epochs.empty() || from.so_far.parameters.size() != training_.parameters().size())
      throw InputError("the checkpoint is of another model");
    result_ = from.so_far;
    if (result_.retry) training_.multiply_rate(result_.retry->rate_factor);
    if (result_.int8) training_.enter_int8(result_.parameters);
    training_.restore({from.parameters, from.optimiser, from.so_far.updates});
  }

  TrainingResult run(const EpochObserver& observer) {
    if (result_.epochs.empty()) result_.untrained = training_.look();
    while (!is_over()) {
      if (is_float_over()) enter_int8();
      const std::int64_t index = count();
      const Epoch epoch = next_epoch();
      if (index == 0 || is_better(epoch, best(), metric_)) {
        result_.best_epoch = index;
        result_.parameters = training_.parameters();
      }
      result_.epochs.push_back(epoch);
      result_.updates = training_.updates();
      if (!observer(index, epoch, {training_.parameters(), training_.optimiser(), result_})) break;
    }
    return result_;
  }

 private:
  std::int64_t count() const { return static_cast<std::int64_t>(result_.epochs.size()); }

  /// Whether what comes next is no epoch in f32.
  bool is_float_over() const {
    if (result_.int8) return false;
    return count() >= recipe_.epochs - recipe_.int8_epochs ||
           (count() > 0 && count() - 1 - result_.best_epoch >= recipe_.patience);
  }

  bool is_over() const {
    if (result_.int8) return count() >= result_.int8->after_epochs + recipe_.int8_epochs;
    return recipe_.int8_epochs == 0 && is_float_over();
  }

  void enter_int8() {
    training_.enter_int8(result_.parameters);
    result_.int8 = Int8Phase{count(), metric_.value(training_.validate())};
  }

  /// What an epoch must be better than: on the int8 grid, if it is.
  Epoch best() const {
    Epoch best = result_.epochs[static_cast<std::size_t>(result_.best_epoch)];
    if (result_.int8 && result_.best_epoch < result_.int8->after_epochs)
      best.validation_score = result_.int8->score_before;
    return best;
  }

  std::int64_t falls() const {
    std::vector<double> scores;
    for (const Epoch& epoch : result_.epochs) scores.push_back(epoch.validation_score);
    return falls_of(recipe_, scores, metric_.better);
  }

  Epoch try_epoch() {
    Epoch epoch = training_.run_epoch(count(), falls());
    try {
      epoch.validation_score = metric_.value(training_.validate());
    } catch (const AnswerNotFinite& error) {
      throw TrainingDiverged(
          fmt::format("training diverged in epoch {}: {} on the validation split; lower training.learning_rate.peak, "
                      "training.clip_norm or training.clip_value",
                      count() + 1, error.what()));
    }
    epoch.gradients = training_.look();
    return epoch;
  }

  Epoch next_epoch() {
    const bool may_retry = recipe_.on_divergence == "retry" && !result_.retry;
    const Training::State before = may_retry ? training_.state() : Training::State{};
    try {
      return try_epoch();
    } catch (const TrainingDiverged& diverged) {
      if (!may_retry) throw TrainingDiverged(diverged.what() + said_of_retry());
      training_.restore(before);
      training_.multiply_rate(recipe_.retry_factor);
      result_.retry = Retry{count(), recipe_.retry_factor, diverged.what()};
    }
    return next_epoch();
  }

  std::string said_of_retry() const {
    if (!result_.retry) return "";
    return fmt::format("; it had been taken up after {} epochs at {} of its rate, because {}",
                       result_.retry->after_epochs, result_.retry->rate_factor, result_.retry->why);
  }

  Training& training_;
  const Recipe& recipe_;
  const Metric& metric_;
  TrainingResult result_;
};

}  // namespace

TrainingResult train(const ModelShape& shape, const Recipe& recipe, const Dataset& dataset, const std::string& metric,
                     std::uint64_t seed, std::int64_t threads, const EpochObserver& observer, const Checkpoint* from) {
  check_recipe(recipe, dataset);
  check_recipe(recipe, shape.architecture, dataset);
  Training training(shape, recipe, dataset, seed, threads);
  Course course(training, recipe, find_metric(metric));
  if (from != nullptr) course.go_on_from(*from);
  return course.run(observer);
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

}  // namespace gatewise
