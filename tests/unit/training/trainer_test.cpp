// The training loop: determinism, early stopping, optimiser, schedule, initial values, activations.
#include "training/trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "data/dataset.hpp"
#include "data/preparation/standardise.hpp"
#include "quality/metrics.hpp"
#include "support/temporary_folder.hpp"
#include "training/check_recipe.hpp"
#include "training/checkpoint.hpp"
#include "training/divergence.hpp"
#include "training/optimiser.hpp"
#include "training/predict.hpp"
#include "training/shards.hpp"

namespace gatewise::training_trainer_test {
namespace {

/// Which of two channels was high first: needs memory, and is quickly learnt.
Dataset order_task(std::size_t count, std::uint64_t seed) {
  Dataset dataset;
  dataset.id = "order";
  dataset.task = Task::sequence_classification;
  dataset.feature_count = 2;
  dataset.outputs = 2;
  Random random(seed, "order_task");
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (std::size_t i = 0; i < count; ++i) {
      Sequence sequence;
      sequence.length = 6 + static_cast<std::int64_t>(random.below(10));
      const auto label = static_cast<std::int32_t>(random.below(2));
      sequence.features.assign(static_cast<std::size_t>(sequence.length * 2), 0.0F);
      sequence.features[static_cast<std::size_t>(label)] = 1.0F;
      sequence.features[static_cast<std::size_t>(2 * (sequence.length / 2) + 1 - label)] = 1.0F;
      sequence.labels = {label};
      split->push_back(sequence);
    }
  }
  return dataset;
}

Recipe short_recipe(std::int64_t epochs) {
  Recipe recipe;
  recipe.epochs = epochs;
  recipe.patience = epochs;
  recipe.peak_learning_rate = 0.02;
  recipe.warmup_steps = 5;
  recipe.recurrent_dropout = 0.1;
  recipe.input_dropout = 0.1;
  recipe.output_dropout = 0.1;
  return recipe;
}

TrainingResult train_order(const Dataset& dataset, const Recipe& recipe, std::uint64_t seed, std::int64_t threads,
                           const std::string& family = "gru") {
  const ModelShape shape = shape_for({family, 12, 1, false, 0}, dataset);
  return train(shape, recipe, dataset, "accuracy", seed, threads,
               [](std::int64_t, const Epoch&, const Checkpoint&) { return true; });
}

/// The model of train_order from a state that may not fit it.
TrainingResult train_order_from(const Dataset& dataset, const Checkpoint& from) {
  return train(
      shape_for({"gru", 12, 1, false, 0}, dataset), short_recipe(2), dataset, "accuracy", 1, 1,
      [](std::int64_t, const Epoch&, const Checkpoint&) { return true; }, &from);
}

TEST(Trainer, GivesTheSameWeightsForAnyNumberOfThreads) {
  const Dataset dataset = order_task(90, 1);
  const Recipe recipe = short_recipe(3);
  const std::vector<float> one = train_order(dataset, recipe, 5, 1).parameters;
  EXPECT_EQ(one, train_order(dataset, recipe, 5, 2).parameters);
  EXPECT_EQ(one, train_order(dataset, recipe, 5, 3).parameters);
}

TEST(Trainer, GivesOtherWeightsForAnotherSeed) {
  const Dataset dataset = order_task(40, 1);
  EXPECT_NE(train_order(dataset, short_recipe(1), 5, 1).parameters,
            train_order(dataset, short_recipe(1), 6, 1).parameters);
}

TEST(Trainer, LearnsWhichChannelCameFirstWithGatedCells) {
  const Dataset dataset = order_task(200, 2);
  for (const char* family : {"lstm", "gru", "gru_reset_before"}) {
    const TrainingResult result = train_order(dataset, short_recipe(25), 1, 2, family);
    EXPECT_GT(result.epochs[static_cast<std::size_t>(result.best_epoch)].validation_score, 0.95) << family;
  }
}

/// At each step half of what was seen the step before, in a unit of its own; every fifth step asks nothing.
Dataset echo_task() {
  Dataset dataset;
  dataset.id = "echo";
  dataset.task = Task::step_regression;
  dataset.feature_count = 1;
  dataset.outputs = 1;
  Random random(1, "echo_task");
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (int i = 0; i < 60; ++i) {
      Sequence& sequence = split->emplace_back();
      sequence.length = 8 + static_cast<std::int64_t>(random.below(8));
      for (std::int64_t t = 0; t < sequence.length; ++t) {
        const double before = t == 0 ? 0 : sequence.values.back();
        sequence.targets.push_back(t % 5 == 4 ? std::nan("") : 1000 + 50 * before);
        sequence.values.push_back(random.uniform(-1, 1));
      }
    }
  }
  standardise(dataset);
  return dataset;
}

TEST(Trainer, LearnsNumbersThatAreAskedForAtEachStepThoughSomeAreMissing) {
  const Dataset dataset = echo_task();
  Recipe recipe = short_recipe(30);
  recipe.input_dropout = recipe.recurrent_dropout = recipe.output_dropout = 0;
  const TrainingResult result = train(shape_for({"gru", 12, 1, false, 0}, dataset), recipe, dataset, "mae", 1, 2,
                                      [](std::int64_t, const Epoch&, const Checkpoint&) { return true; });
  // Answering the mean is off by the mean of |uniform| in units of 50: 25 · 7/8 or so.
  EXPECT_LT(result.epochs[static_cast<std::size_t>(result.best_epoch)].validation_score, 5);
  for (const Epoch& epoch : result.epochs) EXPECT_TRUE(std::isfinite(epoch.train_loss));
}

TEST(Trainer, AMinibatchThatAsksNothingIsNoDivergence) {
  Dataset dataset = echo_task();
  std::fill(dataset.train[3].targets.begin(), dataset.train[3].targets.end(), std::nanf(""));
  Recipe recipe = short_recipe(1);
  recipe.batching.strategy = "one_by_one";
  EXPECT_NO_THROW(train(shape_for({"gru", 4, 1, false, 0}, dataset), recipe, dataset, "mae", 1, 1,
                        [](std::int64_t, const Epoch&, const Checkpoint&) { return true; }));
}

TEST(Trainer, CountsTheUpdatesOfEveryWayToBatch) {
  const Dataset dataset = order_task(50, 1);
  for (const auto& [batching, updates] :
       {std::pair(Batching{"bucket", 16}, 4), std::pair(Batching{"one_by_one", 16}, 50),
        std::pair(Batching{"buckets", 50, {15}}, 1), std::pair(Batching{"pad_all", 25}, 2)}) {
    Recipe recipe = short_recipe(2);
    recipe.batching = batching;
    EXPECT_EQ(train_order(dataset, recipe, 1, 1).updates, 2 * updates) << batching.strategy;
  }
}

TEST(ShapeFor, ReadsEveryStepOfAStepRegressionWhichAloneMayBeDelayedToo) {
  Dataset dataset = echo_task();
  EXPECT_EQ(shape_for({"lstm", 4, 1, false, 0}, dataset).read_out, ReadOut::every_step);
  EXPECT_NO_THROW(shape_for({"lstm", 4, 1, false, 0, 2}, dataset));
  dataset.task = Task::sequence_regression;
  EXPECT_EQ(shape_for({"lstm", 4, 1, false, 0}, dataset).read_out, ReadOut::last_step);
  EXPECT_THROW(shape_for({"lstm", 4, 1, false, 0, 2}, dataset), InputError);
}

TEST(Trainer, RestoresTheBestEpochAndStopsAfterItsPatience) {
  const Dataset dataset = order_task(60, 3);
  Recipe recipe = short_recipe(40);
  recipe.patience = 2;
  const TrainingResult result = train_order(dataset, recipe, 1, 1);
  const auto last = static_cast<std::int64_t>(result.epochs.size()) - 1;
  if (last < recipe.epochs - 1) {
    EXPECT_EQ(last - result.best_epoch, recipe.patience);
  }
  Workers workers(1);
  const ModelShape shape = shape_for({"gru", 12, 1, false, 0}, dataset);
  const Network<float> network(shape, dataset.task, recipe);
  const std::vector<Outcome> outcomes = predict(network, result.parameters, dataset, dataset.validation, workers);
  EXPECT_DOUBLE_EQ(find_metric("accuracy").value(outcomes),
                   result.epochs[static_cast<std::size_t>(result.best_epoch)].validation_score);
  for (const Epoch& epoch : result.epochs)
    EXPECT_LE(epoch.validation_score, result.epochs[static_cast<std::size_t>(result.best_epoch)].validation_score);
}

TEST(Trainer, StopsWithTheBestSoFarWhenItsObserverSaysSo) {
  const Dataset dataset = order_task(30, 3);
  const ModelShape shape = shape_for({"lstm", 4, 1, false, 0}, dataset);
  const TrainingResult result = train(shape, short_recipe(10), dataset, "accuracy", 1, 1,
                                      [](std::int64_t index, const Epoch&, const Checkpoint&) { return index < 1; });
  EXPECT_EQ(result.epochs.size(), 2U);
  EXPECT_EQ(result.parameters.size(), static_cast<std::size_t>(shape.parameter_count()));
}

/// Trains until an epoch, keeps its state in a file, and goes on from there.
TrainingResult train_broken_off(const Dataset& dataset, const Recipe& recipe, std::int64_t after) {
  const tests::TemporaryFolder folder;
  const ModelShape shape = shape_for({"lstm", 12, 1, false, 0}, dataset);
  train(shape, recipe, dataset, "accuracy", 5, 1, [&](std::int64_t index, const Epoch&, const Checkpoint& checkpoint) {
    if (index == after) write_checkpoint(folder / "state", "key", checkpoint);
    return index < after;
  });
  EXPECT_FALSE(read_checkpoint(folder / "state", "another key"));
  EXPECT_FALSE(read_checkpoint(folder / "none", "key"));
  const std::optional<Checkpoint> from = read_checkpoint(folder / "state", "key");
  return train(
      shape, recipe, dataset, "accuracy", 5, 2, [](std::int64_t, const Epoch&, const Checkpoint&) { return true; },
      &from.value());
}

TEST(Trainer, BrokenOffAfterAnyEpochEndsWithTheSameWeights) {
  const Dataset dataset = order_task(60, 3);
  Recipe recipe = short_recipe(8);
  recipe.patience = 3;
  const TrainingResult whole = train_order(dataset, recipe, 5, 1, "lstm");
  for (std::int64_t after = 0; after < static_cast<std::int64_t>(whole.epochs.size()); ++after) {
    const TrainingResult resumed = train_broken_off(dataset, recipe, after);
    EXPECT_EQ(resumed.parameters, whole.parameters) << after;
    EXPECT_EQ(resumed.best_epoch, whole.best_epoch) << after;
    EXPECT_EQ(resumed.updates, whole.updates) << after;
    EXPECT_EQ(Json(resumed.epochs), Json(whole.epochs)) << after;
  }
}

TEST(Checkpoint, ThatIsCutShortOrOfAnotherModelIsNotUsed) {
  const tests::TemporaryFolder folder;
  const Dataset dataset = order_task(30, 3);
  const ModelShape shape = shape_for({"lstm", 4, 1, false, 0}, dataset);
  const auto save = [&](std::int64_t, const Epoch&, const Checkpoint& checkpoint) {
    write_checkpoint(folder / "state", "key", checkpoint);
    return false;
  };
  train(shape, short_recipe(2), dataset, "accuracy", 1, 1, save);
  const Checkpoint small = read_checkpoint(folder / "state", "key").value();
  EXPECT_THROW(train_order_from(dataset, small), InputError);
  const std::string bytes = read_file(folder / "state");
  for (std::size_t size = 0; size < bytes.size(); size += 97) {
    write_file_atomically(folder / "state", bytes.substr(0, size));
    EXPECT_FALSE(read_checkpoint(folder / "state", "key")) << size;
  }
}

TEST(Trainer, NamesEpochAndUpdateWhenItDiverges) {
  Dataset dataset = order_task(30, 3);
  dataset.train[4].features[0] = std::numeric_limits<float>::quiet_NaN();
  try {
    train_order(dataset, short_recipe(1), 1, 1);
    FAIL() << "a NaN in the data was not noticed";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("epoch 1, update"));
  }
}

TEST(Trainer, NamesTheSequenceAndWhatIsWrongInIt) {
  Dataset dataset = order_task(30, 3);
  dataset.train[4].features[3] = std::numeric_limits<float>::infinity();
  Recipe recipe = short_recipe(1);
  recipe.on_divergence = "fail";
  try {
    train_order(dataset, recipe, 1, 1);
    FAIL() << "an infinity in the data was not noticed";
  } catch (const TrainingDiverged& error) {
    EXPECT_THAT(error.what(),
                testing::AllOf(testing::HasSubstr("number 4 of the training split"),
                               testing::HasSubstr("(step 1, feature 1)"), testing::HasSubstr("the gradient of rnn.")));
    EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("taken up")));
  }
}

/// Ten times the largest rate that this can bear.
Recipe explosive(double peak) {
  Recipe recipe = short_recipe(6);
  recipe.optimizer = "sgd";
  recipe.peak_learning_rate = peak;
  recipe.clip_norm = 0;
  recipe.warmup_steps = 0;
  recipe.schedule = "constant";
  recipe.retry_factor = 1e-3;
  return recipe;
}

TEST(Trainer, TakesAnExplosionUpAgainOnceAtALowerRateAndSaysSo) {
  const Dataset dataset = order_task(60, 3);
  const TrainingResult result = train_order(dataset, explosive(50), 1, 1, "rnn_relu");
  ASSERT_TRUE(result.retry);
  EXPECT_EQ(result.retry->rate_factor, 1e-3);
  EXPECT_THAT(result.retry->why, testing::HasSubstr("training diverged in epoch"));
  EXPECT_EQ(result.epochs.size(), 6U);
  for (const Epoch& epoch : result.epochs) EXPECT_LT(epoch.train_loss, 2);
  const TrainingResult threads = train_order(dataset, explosive(50), 1, 3, "rnn_relu");
  EXPECT_EQ(threads.parameters, result.parameters);
}

TEST(Trainer, FailsWhereTheLowerRateIsNoBetterOrNoneIsAskedFor) {
  const Dataset dataset = order_task(60, 3);
  Recipe recipe = explosive(50);
  recipe.retry_factor = 0.9;
  EXPECT_THAT(
      [&] { train_order(dataset, recipe, 1, 1, "rnn_relu"); },
      testing::ThrowsMessage<TrainingDiverged>(testing::HasSubstr("it had been taken up after 0 epochs at 0.9")));
  recipe.on_divergence = "fail";
  EXPECT_THAT([&] { train_order(dataset, recipe, 1, 1, "rnn_relu"); }, testing::Throws<TrainingDiverged>());
}

/// At each step whether the last but one input was above 0.5: a quarter of the labels.
Dataset skewed_labels(std::size_t count) {
  Dataset dataset;
  dataset.id = "skewed";
  dataset.task = Task::token_labelling;
  dataset.feature_count = 1;
  dataset.outputs = 3;
  dataset.classes = {"low", "high", "never"};
  Random random(1, "skewed_labels");
  for (Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (std::size_t i = 0; i < count; ++i) {
      Sequence& sequence = split->emplace_back();
      sequence.length = 3 + static_cast<std::int64_t>(random.below(20));
      for (std::int64_t t = 0; t < sequence.length; ++t) {
        sequence.features.push_back(static_cast<float>(random.uniform(-1, 1)));
        sequence.labels.push_back(t == 0 ? -1 : sequence.features[static_cast<std::size_t>(t - 1)] > 0.5F ? 1 : 0);
      }
    }
  }
  return dataset;
}

/// Every key away from its default.
Recipe everything() {
  Recipe recipe = short_recipe(9);
  recipe.batching.size = 64;
  recipe.optimizer = "sgd";
  recipe.nesterov = true;
  recipe.peak_learning_rate = 0.3;
  recipe.schedule = "plateau";
  recipe.schedule_patience = 1;
  recipe.clip_value = 0.05;
  recipe.clip_norm = 0.5;
  recipe.class_weights = "balanced";
  recipe.truncated_bptt_steps = 4;
  recipe.carry_state = true;
  recipe.int8_epochs = 3;
  recipe.patience = 4;
  return recipe;
}

Recipe everything_stretched() {
  Recipe recipe = everything();
  recipe.time_stretch = 0.3;
  return recipe;
}

TrainingResult train_labels(
    const Dataset& dataset, const Recipe& recipe, std::int64_t threads,
    const EpochObserver& observer = [](auto, auto&, auto&) { return true; }, const Checkpoint* from = nullptr,
    const std::string& family = "lstm") {
  return train(shape_for({family, 10, 2, false, 0}, dataset), recipe, dataset, "token_accuracy", 3, threads, observer,
               from);
}

TEST(Trainer, WithEverythingOnGivesTheSameWeightsForAnyNumberOfThreads) {
  const Dataset dataset = skewed_labels(90);
  for (const char* family : {"rnn_relu", "lstm", "gru", "gru_reset_before"}) {
    const auto all = [](auto, auto&, auto&) { return true; };
    const std::vector<float> one = train_labels(dataset, everything_stretched(), 1, all, nullptr, family).parameters;
    EXPECT_EQ(one, train_labels(dataset, everything_stretched(), 2, all, nullptr, family).parameters) << family;
    EXPECT_EQ(one, train_labels(dataset, everything_stretched(), 3, all, nullptr, family).parameters) << family;
  }
}

TEST(Trainer, EachKeyChangesTheWeights) {
  const Dataset dataset = skewed_labels(70);
  const std::vector<float> whole = train_labels(dataset, everything(), 2).parameters;
  const auto without = [&](auto&& change) {
    Recipe recipe = everything();
    change(recipe);
    return train_labels(dataset, recipe, 2).parameters;
  };
  EXPECT_NE(whole, without([](Recipe& r) { r.optimizer = "adamw"; }));
  EXPECT_NE(whole, without([](Recipe& r) { r.momentum = 0.5; }));
  EXPECT_NE(whole, without([](Recipe& r) { r.nesterov = false; }));
  EXPECT_NE(whole, without([](Recipe& r) { r.schedule = "step", r.schedule_epochs = 2; }));
  EXPECT_NE(whole, without([](Recipe& r) { r.clip_value = 0; }));
  EXPECT_NE(whole, without([](Recipe& r) { r.clip_norm = 0.1; }));
  EXPECT_NE(whole, without([](Recipe& r) { r.class_weights = "none"; }));
  EXPECT_NE(whole, without([](Recipe& r) { r.carry_state = false; }));
  EXPECT_NE(whole, without([](Recipe& r) { r.int8_epochs = 0; }));
  EXPECT_NE(whole, without([](Recipe& r) { r.time_stretch = 0.3; }));
}

TEST(Trainer, WithEverythingOnBrokenOffAfterAnyEpochEndsWithTheSameWeights) {
  const Dataset dataset = skewed_labels(70);
  const TrainingResult whole = train_labels(dataset, everything_stretched(), 2);
  ASSERT_TRUE(whole.int8);
  for (std::int64_t after = 0; after < static_cast<std::int64_t>(whole.epochs.size()); ++after) {
    const tests::TemporaryFolder folder;
    train_labels(dataset, everything_stretched(), 1,
                 [&](std::int64_t index, const Epoch&, const Checkpoint& checkpoint) {
                   if (index == after) write_checkpoint(folder / "state", "key", checkpoint);
                   return index < after;
                 });
    const Checkpoint from = read_checkpoint(folder / "state", "key").value();
    const TrainingResult resumed = train_labels(
        dataset, everything_stretched(), 3, [](auto, auto&, auto&) { return true; }, &from);
    EXPECT_EQ(resumed.parameters, whole.parameters) << after;
    EXPECT_EQ(Json(resumed.epochs), Json(whole.epochs)) << after;
    EXPECT_EQ(Json(*resumed.int8), Json(*whole.int8)) << after;
    EXPECT_EQ(resumed.updates, whole.updates) << after;
  }
}

TEST(Trainer, BrokenOffAfterARetryGoesOnAtTheLowerRate) {
  const Dataset dataset = order_task(60, 3);
  const TrainingResult whole = train_order(dataset, explosive(50), 5, 1, "rnn_relu");
  ASSERT_TRUE(whole.retry);
  const tests::TemporaryFolder folder;
  const ModelShape shape = shape_for({"rnn_relu", 12, 1, false, 0}, dataset);
  train(shape, explosive(50), dataset, "accuracy", 5, 1,
        [&](std::int64_t index, const Epoch&, const Checkpoint& checkpoint) {
          if (index == 3) write_checkpoint(folder / "state", "key", checkpoint);
          return index < 3;
        });
  const Checkpoint from = read_checkpoint(folder / "state", "key").value();
  const TrainingResult resumed = train(
      shape, explosive(50), dataset, "accuracy", 5, 2, [](auto, auto&, auto&) { return true; }, &from);
  EXPECT_EQ(resumed.parameters, whole.parameters);
  EXPECT_EQ(Json(*resumed.retry), Json(*whole.retry));
}

TEST(Trainer, WalksWindowsWithAnUpdateForEach) {
  const Dataset dataset = skewed_labels(40);
  Recipe recipe = short_recipe(1);
  recipe.batching = {"one_by_one", 1};
  recipe.truncated_bptt_steps = 5;
  recipe.carry_state = true;
  std::int64_t windows = 0;
  for (const Sequence& sequence : dataset.train) {
    // A first window of one step asks nothing: the first label is missing.
    windows += (sequence.length + 4) / 5 - (sequence.length % 5 == 1 ? 1 : 0);
  }
  EXPECT_EQ(train_labels(dataset, recipe, 1).updates, windows);
}

TEST(Trainer, LearnsAcrossWindowsOnlyWhatItsStateCarries) {
  const Dataset dataset = skewed_labels(200);
  Recipe recipe = short_recipe(25);
  recipe.input_dropout = recipe.recurrent_dropout = recipe.output_dropout = 0;
  recipe.truncated_bptt_steps = 6;
  recipe.carry_state = true;
  const TrainingResult result = train_labels(dataset, recipe, 2);
  EXPECT_GT(result.epochs[static_cast<std::size_t>(result.best_epoch)].validation_score, 0.97);
}

TEST(Trainer, OnTheInt8GridStartsFromTheBestEpochAndKeepsTheBetterOne) {
  const Dataset dataset = order_task(120, 2);
  Recipe recipe = short_recipe(10);
  recipe.int8_epochs = 3;
  const ModelShape shape = shape_for({"gru", 12, 1, false, 0}, dataset);
  const TrainingResult result = train_order(dataset, recipe, 1, 1);
  ASSERT_TRUE(result.int8);
  EXPECT_EQ(result.int8->after_epochs, 7);
  EXPECT_EQ(result.epochs.size(), 10U);
  Workers workers(1);
  const Network<float> network(shape, dataset.task, recipe, {{}, true});
  const double score =
      find_metric("accuracy").value(predict(network, result.parameters, dataset, dataset.validation, workers));
  EXPECT_GE(score, result.int8->score_before);
  if (result.best_epoch >= 7) {
    EXPECT_DOUBLE_EQ(score, result.epochs[static_cast<std::size_t>(result.best_epoch)].validation_score);
  } else {
    EXPECT_DOUBLE_EQ(score, result.int8->score_before);
  }
}

TEST(CheckRecipe, RefusesWhatAnArchitectureCannotDoWithTheKeyAndTheRemedy) {
  const Dataset dataset = skewed_labels(3);
  Recipe recipe;
  recipe.carry_state = true;
  EXPECT_THAT([&] { check_recipe(recipe, dataset); },
              testing::ThrowsMessage<InputError>(testing::HasSubstr("needs training.truncated_bptt_steps")));
  recipe.truncated_bptt_steps = 5;
  EXPECT_NO_THROW(check_recipe(recipe, {"lstm", 4, 1, false, 0}, dataset));
  EXPECT_THAT(
      [&] {
        check_recipe(recipe, {"lstm", 4, 1, true, 0}, dataset);
      },
      testing::ThrowsMessage<InputError>(
          testing::AllOf(testing::HasSubstr("training.carry_state"), testing::HasSubstr("architectures.direction"))));
  recipe = Recipe{};
  recipe.int8_epochs = 30;
  EXPECT_THAT([&] { check_recipe(recipe, dataset); },
              testing::ThrowsMessage<InputError>(testing::HasSubstr("training.int8_epochs is 30 of 30")));
}

TEST(ShapeFor, RefusesAnEmbeddingForDenseInput) {
  EXPECT_THROW(shape_for({"lstm", 4, 1, false, 8}, order_task(3, 1)), InputError);
}

TEST(Clipping, ScalesToTheLimitAndReturnsTheNormBefore) {
  std::vector<float> gradient{3.0F, 4.0F};
  EXPECT_DOUBLE_EQ(clip_by_norm(gradient, 1.0), 5.0);
  EXPECT_FLOAT_EQ(gradient[0], 0.6F);
  EXPECT_FLOAT_EQ(gradient[1], 0.8F);
  EXPECT_NEAR(clip_by_norm(gradient, 2.0), 1.0, 1e-6);
  EXPECT_FLOAT_EQ(gradient[1], 0.8F);
}

TEST(AdamWUpdate, FirstStepIsTheRateAgainstTheSignAndDecaySparesBiases) {
  const ModelShape shape{{"rnn_tanh", 1, 1, false, 0}, 1, 0, 1, ReadOut::last_step};
  const ParameterLayout layout(shape);
  std::vector<float> parameters(layout.size(), 2.0F);
  AdamW(layout, 0.5).update(parameters, std::vector<float>(layout.size(), 3.0F), 0.1);
  EXPECT_NEAR(parameters[layout.offset("rnn.weight_hh_l0")], 2.0 - 0.1 * (1 + 0.5 * 2.0), 1e-5);
  EXPECT_NEAR(parameters[layout.offset("rnn.bias_hh_l0")], 2.0 - 0.1, 1e-5);
}

TEST(InitialParameters, RecurrentMatricesAreOrthogonalAndTheForgetGateIsOpen) {
  const ModelShape shape{{"lstm", 17, 1, false, 0}, 3, 0, 2, ReadOut::last_step};
  const TensorFile tensors = to_tensors(shape, initial_parameters(shape, 2));
  const std::vector<float>& w = tensors.at("rnn.weight_hh_l0").data;
  for (std::size_t gate = 0; gate < 4; ++gate) {
    for (std::size_t i = 0; i < 17; ++i) {
      for (std::size_t j = 0; j < 17; ++j) {
        const float* rows = w.data() + gate * 17 * 17;
        const float dot = std::inner_product(rows + i * 17, rows + (i + 1) * 17, rows + j * 17, 0.0F);
        EXPECT_NEAR(dot, i == j ? 1.0F : 0.0F, 1e-5);
      }
    }
  }
  const std::vector<float>& bias = tensors.at("rnn.bias_ih_l0").data;
  EXPECT_EQ(bias[16], 0.0F);
  EXPECT_EQ(bias[17], 1.0F);
  EXPECT_EQ(bias[33], 1.0F);
  EXPECT_EQ(bias[34], 0.0F);
}

TEST(Workers, RethrowWhatATaskThrows) {
  Workers workers(2);
  EXPECT_THROW(workers.run(4,
                           [](std::size_t i) {
                             if (i == 2) throw std::runtime_error("task");
                           }),
               std::runtime_error);
}

}  // namespace
}  // namespace gatewise::training_trainer_test
