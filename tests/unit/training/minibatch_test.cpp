// Minibatches cut into shards and windows, and networks walked in windows with carried state.
#include "training/minibatch.hpp"

#include <gmock/gmock.h>

#include "data/dataset.hpp"
#include "support/gradients.hpp"
#include "training/shards.hpp"

namespace gatewise::training_minibatch_test {
namespace {

using namespace tests;
using ::testing::ElementsAre;

/// Sequences of one feature that counts their steps, labelled alike.
Sequences counting(const std::vector<std::int64_t>& lengths) {
  Sequences sequences;
  for (const std::int64_t length : lengths) {
    Sequence& sequence = sequences.emplace_back();
    sequence.length = length;
    for (std::int64_t t = 0; t < length; ++t) {
      sequence.features.push_back(static_cast<float>(t));
      sequence.labels.push_back(static_cast<std::int32_t>(t));
    }
  }
  return sequences;
}

std::vector<std::size_t> all_of(const Sequences& sequences) {
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < sequences.size(); ++i) members.push_back(i);
  return members;
}

TEST(Minibatch, WithoutWindowsIsItsSequences) {
  const Sequences split = counting({3, 9, 1});
  const Minibatch minibatch(split, {2, 0, 1}, 0, Task::token_labelling);
  EXPECT_EQ(minibatch.windows(), 1);
  const std::vector<MinibatchShard> shards = minibatch.shards(0);
  ASSERT_EQ(shards.size(), 1U);
  EXPECT_THAT(shards[0].batch.lanes, ElementsAre(&split[1], &split[0], &split[2]));
  EXPECT_THAT(shards[0].lane_ids, ElementsAre(0U, 1U, 2U));
  EXPECT_EQ(minibatch.member(0), 1U);
}

TEST(Minibatch, InWindowsCoversEachStepOnceAndInOrder) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t i = 0; i < 40; ++i) lengths.push_back(1 + (i * 7) % 23);
  const Sequences split = counting(lengths);
  const Minibatch minibatch(split, all_of(split), 5, Task::token_labelling);
  EXPECT_EQ(minibatch.windows(), 5);
  std::vector<std::vector<float>> seen(split.size());
  for (std::int64_t w = 0; w < minibatch.windows(); ++w) {
    const std::vector<MinibatchShard> shards = minibatch.shards(w);
    EXPECT_EQ(shards.size(), static_cast<std::size_t>(shards_of(40)));
    for (const MinibatchShard& shard : shards) {
      for (std::size_t lane = 0; lane < shard.batch.lanes.size(); ++lane) {
        const Sequence& part = *shard.batch.lanes[lane];
        EXPECT_LE(part.length, 5);
        std::vector<float>& features = seen[minibatch.member(shard.lane_ids[lane])];
        features.insert(features.end(), part.features.begin(), part.features.end());
        EXPECT_EQ(part.labels.front(), static_cast<std::int32_t>(part.features.front()));
      }
    }
  }
  for (std::size_t i = 0; i < split.size(); ++i) EXPECT_EQ(seen[i], split[i].features) << i;
}

TEST(Minibatch, EndsAllSequencesWithAFullLastWindow) {
  const Sequences split = counting({11, 4, 5, 2});
  const Minibatch minibatch(split, all_of(split), 4, Task::token_labelling);
  std::vector<std::vector<std::int64_t>> lengths;
  for (std::int64_t w = 0; w < minibatch.windows(); ++w) {
    const std::vector<MinibatchShard> shards = minibatch.shards(w);
    std::vector<std::int64_t>& of = lengths.emplace_back();
    for (const Sequence* lane : shards[0].batch.lanes) of.push_back(lane->length);
  }
  EXPECT_THAT(lengths, ElementsAre(ElementsAre(3), ElementsAre(4, 1), ElementsAre(4, 4, 4, 2)));
}

TEST(Slice, OfAWholeSequencesAnswerComesWithItsLastStep) {
  const Dataset dataset = task_data(Task::forecasting, false, {7});
  const Sequence& whole = dataset.train[0];
  EXPECT_TRUE(slice(whole, 0, 4, false).targets.empty());
  const Sequence last = slice(whole, 4, 7, false);
  EXPECT_EQ(last.targets, whole.targets);
  EXPECT_EQ(last.offsets, whole.offsets);
  EXPECT_EQ(last.scale, whole.scale);
  EXPECT_EQ(last.features.size(), 9U);
}

/// Loss and gradient summed over the windows of one minibatch without an update between them.
struct Walk {
  double loss = 0;
  std::vector<double> gradient;
  std::vector<double> states;  // [members, state_size()] after the last window
};

Walk walk(const Network<double>& network, const Dataset& dataset, std::int64_t window,
          const std::vector<double>& parameters, double dropped) {
  const Minibatch minibatch(dataset.train, all_of(dataset.train), window, dataset.task);
  const auto size = static_cast<std::size_t>(network.state_size());
  Walk sum{0, std::vector<double>(parameters.size()), std::vector<double>(minibatch.size() * size)};
  for (std::int64_t w = 0; w < minibatch.windows(); ++w) {
    for (const MinibatchShard& shard : minibatch.shards(w)) {
      std::vector<double> states;
      for (const std::size_t id : shard.lane_ids) {
        const auto own = sum.states.begin() + static_cast<std::ptrdiff_t>(id * size);
        states.insert(states.end(), own, own + static_cast<std::ptrdiff_t>(size));
      }
      const Dropout dropout{dropped, dropped, dropped, 17, shard.lane_ids};
      if (answers_every_step(dataset.task) || w + 1 == minibatch.windows()) {
        sum.loss += add_gradient(network, shard.batch, parameters, dropout, dataset, 1.0, sum.gradient, &states).loss;
      } else {
        NetworkWeights<double> weights;
        network.pack(parameters, Purpose::inference, weights);
        Workspace<double> workspace;
        network.advance(shard.batch, weights, dropout, workspace, states);
      }
      for (std::size_t lane = 0; lane < shard.lane_ids.size(); ++lane)
        std::copy_n(states.data() + lane * size, size, sum.states.data() + shard.lane_ids[lane] * size);
    }
  }
  return sum;
}

/// Loss and gradient of whole sequences, the gradient cut every so many steps.
Walk whole(const ModelShape& shape, const Dataset& dataset, std::int64_t cut, const std::vector<double>& parameters,
           double dropped) {
  Recipe recipe;
  recipe.truncated_bptt_steps = cut;
  Walk sum{0, std::vector<double>(parameters.size()), {}};
  const Minibatch minibatch(dataset.train, all_of(dataset.train), 0, dataset.task);
  for (const MinibatchShard& shard : minibatch.shards(0)) {
    sum.loss += add_gradient(Network<double>(shape, dataset.task, recipe), shard.batch, parameters,
                             {dropped, dropped, dropped, 17, shard.lane_ids}, dataset, 1.0, sum.gradient)
                    .loss;
  }
  return sum;
}

class CarriedWindows : public testing::TestWithParam<std::string> {};

TEST_P(CarriedWindows, GiveTheLossOfWholeSequencesWhateverTheirLengths) {
  for (const Task task : {Task::token_labelling, Task::sequence_classification, Task::step_regression}) {
    const Dataset dataset = task_data(task, task == Task::token_labelling, {11, 3, 8, 1, 5});
    const ModelShape shape = shape_of(dataset, GetParam(), 2, false);
    const Network<double> network(shape, task, Recipe());
    const std::vector<double> parameters = generic_parameters(shape);
    for (const double dropped : {0.0, 0.3}) {
      const Walk expected = whole(shape, dataset, 0, parameters, dropped);
      for (const std::int64_t window : {1, 3, 4, 11, 20})
        EXPECT_NEAR(walk(network, dataset, window, parameters, dropped).loss, expected.loss, 1e-10) << window;
    }
  }
}

TEST_P(CarriedWindows, GiveTheGradientThatIsCutBetweenThem) {
  const Dataset dataset = task_data(Task::token_labelling, false, {12, 12, 12});
  const ModelShape shape = shape_of(dataset, GetParam(), 2, false);
  const Network<double> network(shape, dataset.task, Recipe());
  const std::vector<double> parameters = generic_parameters(shape);
  for (const std::int64_t window : {3, 4}) {
    const std::vector<double> expected = whole(shape, dataset, window, parameters, 0.3).gradient;
    const std::vector<double> got = walk(network, dataset, window, parameters, 0.3).gradient;
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(got[i], expected[i], 1e-10) << i;
  }
}

TEST_P(CarriedWindows, HaveGradientsThatEqualFiniteDifferencesWithTheStateHeldFast) {
  const Dataset dataset = task_data(Task::token_labelling, true, {4, 2, 3});
  const ModelShape shape = shape_of(dataset, GetParam(), 2, false);
  const Network<double> network(shape, dataset.task, Recipe());
  const PackedBatch batch = pack_all(dataset);
  std::vector<double> start(static_cast<std::size_t>(network.state_size() * batch.lane_count()));
  Random random(5, "start");
  for (double& value : start) value = random.uniform(-0.8, 0.8);
  EXPECT_LT(gradient_error(network, batch, dataset, dropout_for(batch, 0.3), generic_parameters(shape), &start), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Families, CarriedWindows, testing::ValuesIn(own_families()),
                         [](const auto& named) { return named.param; });

}  // namespace
}  // namespace gatewise::training_minibatch_test
