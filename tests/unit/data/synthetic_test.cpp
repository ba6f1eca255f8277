#include "data/synthetic.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "data/load.hpp"
#include "quality/floors.hpp"
#include "quality/metrics.hpp"
#include "support/datasets.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_synthetic_test {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

RawDataset make(const std::string& kind, std::int64_t length, std::uint64_t seed = 1) {
  DatasetDescription description;
  description.synthetic = {kind, length, 4, 3, {{"train", 200}, {"validation", 40}, {"test", 50}}, seed};
  RawDataset raw;
  make_synthetic(description, {}, raw);
  return raw;
}

std::vector<const Sequences*> splits_of(const RawDataset& raw) {
  return {&raw.dataset.train, &raw.dataset.validation, &raw.dataset.test};
}

/// The column of a one-hot row that is 1, of the first `width`; -1 where none is.
std::int64_t symbol_at(const Sequence& sequence, std::int64_t t, std::int64_t stride, std::int64_t width) {
  const auto row = sequence.values.begin() + t * stride;
  EXPECT_LE(std::count(row, row + width, 1.0F), 1);
  const auto found = std::find(row, row + width, 1.0F);
  return found == row + width ? -1 : found - row;
}

std::string name_of(const RawDataset& raw, std::int32_t label) {
  return raw.labels.names().at(static_cast<std::size_t>(label));
}

std::vector<std::vector<double>> features_of(const Sequences& sequences) {
  std::vector<std::vector<double>> all;
  for (const Sequence& sequence : sequences) all.push_back(sequence.values);
  return all;
}

TEST(Adding, AsksForTheSumOfTwoMarkedNumbersOneInEachHalf) {
  for (const std::int64_t length : {2, 7, 50}) {
    const RawDataset raw = make("adding", length);
    EXPECT_EQ(raw.dataset.feature_count, 2);
    EXPECT_EQ(raw.dataset.outputs, 1);
    for (const Sequences* split : splits_of(raw)) {
      for (const Sequence& sequence : *split) {
        ASSERT_EQ(sequence.length, length);
        ASSERT_THAT(sequence.values, SizeIs(static_cast<std::size_t>(2 * length)));
        double sum = 0;
        std::vector<std::int64_t> marks;
        for (std::int64_t t = 0; t < length; ++t) {
          const double value = sequence.values[static_cast<std::size_t>(2 * t)];
          const double mark = sequence.values[static_cast<std::size_t>(2 * t + 1)];
          ASSERT_TRUE(value >= 0 && value < 1 && (mark == 0 || mark == 1));
          sum += value * mark;
          if (mark == 1) marks.push_back(t);
        }
        EXPECT_THAT(sequence.targets, ElementsAre(sum));
        ASSERT_THAT(marks, SizeIs(2));
        EXPECT_LT(marks[0], length / 2);
        EXPECT_GE(marks[1], length / 2);
      }
    }
  }
}

TEST(Copy, RepeatsTheSymbolsBehindTheSign) {
  const RawDataset raw = make("copy", 5);  // 4 symbols, 3 slots: T = 5 + 2 · 3
  EXPECT_EQ(raw.dataset.feature_count, 6);
  for (const Sequences* split : splits_of(raw)) {
    for (const Sequence& sequence : *split) {
      ASSERT_EQ(sequence.length, 11);
      ASSERT_THAT(sequence.values, SizeIs(66U));
      ASSERT_THAT(sequence.labels, SizeIs(11U));
      for (std::int64_t t = 0; t < 11; ++t) {
        const std::int64_t said = symbol_at(sequence, t, 6, 6);
        if (t < 3) {
          EXPECT_LT(said, 4);
        } else {
          EXPECT_EQ(said, t == 7 ? 5 : 4) << "blanks, but the sign just before the answer, at step " << t;
        }
        const std::string label = name_of(raw, sequence.labels[static_cast<std::size_t>(t)]);
        EXPECT_EQ(label, t < 8 ? "_" : std::to_string(symbol_at(sequence, t - 8, 6, 6))) << "step " << t;
      }
    }
  }
}

TEST(Recall, AsksForTheOneMarkedSymbolOfTheFirstTenth) {
  for (const std::int64_t length : {5, 60}) {
    const RawDataset raw = make("recall", length);
    EXPECT_EQ(raw.dataset.feature_count, 5);
    std::set<std::int64_t> places;
    for (const Sequences* split : splits_of(raw)) {
      for (const Sequence& sequence : *split) {
        ASSERT_EQ(sequence.length, length);
        std::vector<std::int64_t> marked;
        for (std::int64_t t = 0; t < length; ++t) {
          ASSERT_GE(symbol_at(sequence, t, 5, 4), 0) << "a symbol at each step";
          if (sequence.values[static_cast<std::size_t>(5 * t + 4)] == 1) marked.push_back(t);
        }
        ASSERT_THAT(marked, SizeIs(1));
        places.insert(marked[0]);
        ASSERT_THAT(sequence.labels, SizeIs(1));
        EXPECT_EQ(name_of(raw, sequence.labels[0]), std::to_string(symbol_at(sequence, marked[0], 5, 4)));
      }
    }
    EXPECT_THAT(places, SizeIs(length == 5 ? 1 : 6)) << "each step of the first tenth, and no other";
    EXPECT_LE(*places.rbegin(), length == 5 ? 0 : 5);
  }
}

TEST(Synthetic, TheSeedDeterminesAllAndSplitsDiffer) {
  for (const char* kind : {"adding", "copy", "recall"}) {
    const RawDataset raw = make(kind, 20);
    EXPECT_THAT(raw.dataset.train, SizeIs(200));
    EXPECT_THAT(raw.dataset.validation, SizeIs(40));
    EXPECT_THAT(raw.dataset.test, SizeIs(50));
    EXPECT_EQ(features_of(raw.dataset.train), features_of(make(kind, 20).dataset.train)) << kind;
    EXPECT_NE(features_of(raw.dataset.train), features_of(make(kind, 20, 2).dataset.train)) << kind;
    const auto train = features_of(raw.dataset.train);
    const auto validation = features_of(raw.dataset.validation);
    const auto test = features_of(raw.dataset.test);
    EXPECT_NE(train[0], validation[0]) << kind;
    EXPECT_NE(train[0], test[0]) << kind;
    EXPECT_NE(validation[0], test[0]) << kind;
    EXPECT_EQ(raw.dataset.synthetic.kind, kind);
  }
}

TEST(Synthetic, MoreSequencesOfOneSplitMoveNoOther) {
  DatasetDescription description;
  description.synthetic = {"adding", 20, 4, 3, {{"train", 400}, {"validation", 40}, {"test", 50}}, 1};
  RawDataset more;
  make_synthetic(description, {}, more);
  const RawDataset raw = make("adding", 20);
  EXPECT_EQ(features_of(more.dataset.test), features_of(raw.dataset.test));
  EXPECT_EQ(more.dataset.train[199].values, raw.dataset.train[199].values);
}

/// A synthetic dataset as a description makes it.
Dataset load(const std::string& task, const std::string& synthetic) {
  const tests::TemporaryFolder folder;
  return tests::load_beside(read_dataset_description(
      tests::write(folder / "x.toml", "id = 'x'\ntitle = 'x'\nlicence = 'CC0-1.0'\nsource = 'x'\ntask = '" + task +
                                          "'\nformat = 'synthetic'\n[synthetic]\n" + synthetic)));
}

TEST(SyntheticFloor, OfAddingAlwaysAnswersOneWithAnErrorOfASixth) {
  const Dataset dataset =
      load("sequence-regression",
           "kind = 'adding'\nlength = 10\nsequences = { train = 50, validation = 10, test = 20000 }\n");
  const Floor floor = floors_of(dataset).front();
  EXPECT_EQ(floor.name, "always 1");
  for (const Outcome& outcome : floor.test) ASSERT_THAT(outcome.forecast, ElementsAre(::testing::DoubleNear(1, 1e-6)));
  // The variance of a sum of two uniform numbers is 1/6; of its square's mean over n, sqrt(7/180 / n) = 0.0014.
  EXPECT_NEAR(find_metric("mse").value(floor.test), 1.0 / 6, 0.006);
}

TEST(SyntheticFloor, OfCopyCostsSlotsTimesTheLogarithmOfSymbolsByTheLength) {
  const Dataset dataset = load("token-labelling",
                               "kind = 'copy'\nlength = 40\nsymbols = 8\nslots = 10\n"
                               "sequences = { train = 50, validation = 10, test = 20 }\n");
  EXPECT_THAT(dataset.classes, SizeIs(9));
  const Floor floor = floors_of(dataset).front();
  EXPECT_EQ(floor.name, "blanks, then any symbol");
  EXPECT_NEAR(find_metric("cross_entropy").value(floor.test), 10 * std::log(8.0) / 60, 1e-6);
}

TEST(SyntheticFloor, OfRecallIsAsUnsureAsThereAreSymbols) {
  const Dataset dataset = load("sequence-classification",
                               "kind = 'recall'\nlength = 20\nsymbols = 5\n"
                               "sequences = { train = 100, validation = 10, test = 20 }\n");
  const Floor floor = floors_of(dataset).front();
  EXPECT_EQ(floor.name, "any symbol");
  EXPECT_NEAR(find_metric("cross_entropy").value(floor.test), std::log(5.0), 1e-6);
}

}  // namespace
}  // namespace gatewise::data_synthetic_test
