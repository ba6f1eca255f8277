// Which rows a window sees, which it asks for, and that nothing of validation or test is in train.
#include "data/preparation/forecast_windows.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/error.hpp"
#include "data/load.hpp"
#include "support/datasets.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_forecast_windows_test {
namespace {

using ::testing::AllOf;
using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;

/// Row t is the feature t; its target is value(t).
Sequence series(std::int64_t rows, const std::function<double(double)>& value) {
  Sequence sequence;
  sequence.length = rows;
  sequence.group = "s";
  for (std::int64_t t = 0; t < rows; ++t) {
    sequence.values.push_back(static_cast<double>(t));
    sequence.targets.push_back(static_cast<double>(value(static_cast<double>(t))));
  }
  return sequence;
}

double hundred_more(double t) { return 100 + t; }
double squared(double t) { return t * t; }

class Windows : public ::testing::Test {
 protected:
  Windows() {
    description_.task = Task::forecasting;
    rule().context = rule().least_context = 3;
    by_rows({0, 6}, {6, 8}, {8, 10});
  }

  ForecastWindows& rule() { return description_.forecast; }

  using Rows = std::pair<std::int64_t, std::int64_t>;
  void by_rows(Rows train, Rows validation, Rows test) {
    description_.split.by = "rows";
    description_.split.rows = {{"train", train}, {"validation", validation}, {"test", test}};
  }

  Dataset cut(Sequences unsplit) const {
    RawDataset raw;
    raw.dataset.feature_count = 1;
    raw.unsplit = std::move(unsplit);
    cut_windows(description_, raw);
    EXPECT_THAT(raw.unsplit, IsEmpty());
    return raw.dataset;
  }

  DatasetDescription description_;
};

std::vector<std::vector<double>> features_of(const Sequences& windows) {
  std::vector<std::vector<double>> all;
  for (const Sequence& window : windows) all.push_back(window.values);
  return all;
}

std::vector<double> first_targets(const Sequences& windows) {
  std::vector<double> all;
  for (const Sequence& window : windows) all.push_back(window.targets.at(0));
  return all;
}

std::vector<double> naive_errors(const Sequences& windows) {
  std::vector<double> all;
  for (const Sequence& window : windows) all.push_back(window.naive_error);
  return all;
}

TEST_F(Windows, SeeTheRowsBeforeWhatTheyAskForAcrossTheSplitsBorders) {
  const Dataset dataset = cut({series(10, hundred_more)});
  EXPECT_THAT(features_of(dataset.train),
              ElementsAre(ElementsAre(0, 1, 2), ElementsAre(1, 2, 3), ElementsAre(2, 3, 4)));
  EXPECT_THAT(first_targets(dataset.train), ElementsAre(103, 104, 105));
  EXPECT_THAT(features_of(dataset.validation), ElementsAre(ElementsAre(3, 4, 5), ElementsAre(4, 5, 6)));
  EXPECT_THAT(first_targets(dataset.validation), ElementsAre(106, 107));
  EXPECT_THAT(features_of(dataset.test), ElementsAre(ElementsAre(5, 6, 7), ElementsAre(6, 7, 8)));
  EXPECT_THAT(first_targets(dataset.test), ElementsAre(108, 109));
  EXPECT_THAT(dataset.test[1].history, ElementsAre(106, 107, 108));
  EXPECT_THAT(dataset.test[1].offsets, ElementsAre(108)) << "the last value";
  EXPECT_EQ(dataset.test[1].length, 3);
  EXPECT_EQ(dataset.test[1].scale, 1);
}

TEST_F(Windows, TellTheDatasetWhatIsForecast) {
  rule().ahead = 4;
  rule().window = 2;
  rule().season = 24;
  rule().outputs = 3;
  Dataset dataset = cut({series(40, hundred_more)});
  EXPECT_EQ(dataset.target, "value");
  EXPECT_EQ(dataset.ahead, 4);
  EXPECT_EQ(dataset.target_window, 2);
  EXPECT_EQ(dataset.season, 24);
  EXPECT_EQ(dataset.outputs, 3);
  rule().target = "OT";
  rule().z_score = true;
  EXPECT_EQ(cut({series(40, hundred_more)}).target, "OT (z-score)");
}

TEST_F(Windows, AheadOutputsAndWindowSayWhichRowsAreAveraged) {
  rule().ahead = 3;
  rule().outputs = 2;
  rule().window = 2;
  EXPECT_EQ(rule().horizon(), 6);
  by_rows({0, 10}, {10, 16}, {16, 22});
  const Dataset dataset = cut({series(22, hundred_more)});
  ASSERT_THAT(dataset.train, SizeIs(2)) << "now = 3 and 4: the last row asked for is 9";
  EXPECT_THAT(dataset.train[0].values, ElementsAre(0, 1, 2));
  EXPECT_THAT(dataset.train[0].targets, ElementsAre(105.5, 107.5)) << "rows 5 and 6, 7 and 8";
  EXPECT_THAT(dataset.train[0].offsets, ElementsAre(101.5, 101.5)) << "the mean of the last two";
  ASSERT_THAT(dataset.test, SizeIs(3));
  EXPECT_THAT(dataset.test[0].targets, ElementsAre(116.5, 118.5)) << "the first row of test is asked for";
  EXPECT_THAT(dataset.test[2].targets, ElementsAre(118.5, 120.5)) << "and the last";
  EXPECT_THAT(dataset.test[0].values, ElementsAre(11, 12, 13)) << "two rows of validation are not known yet";
}

TEST_F(Windows, StridesAreOfTrainAndOfTheOthers) {
  rule().stride = 4;
  rule().test_stride = 3;
  by_rows({0, 12}, {12, 20}, {20, 28});
  const Dataset dataset = cut({series(28, hundred_more)});
  EXPECT_THAT(first_targets(dataset.train), ElementsAre(103, 107, 111));
  EXPECT_THAT(first_targets(dataset.validation), ElementsAre(112, 115, 118));
  EXPECT_THAT(first_targets(dataset.test), ElementsAre(120, 123, 126));
}

TEST_F(Windows, AtTheBeginOfASeriesAreAsShortAsLeastContext) {
  rule().context = 4;
  rule().least_context = 2;
  const Dataset dataset = cut({series(10, hundred_more)});
  EXPECT_THAT(features_of(dataset.train),
              ElementsAre(ElementsAre(0, 1), ElementsAre(0, 1, 2), ElementsAre(0, 1, 2, 3), ElementsAre(1, 2, 3, 4)));
  EXPECT_THAT(lengths_of(dataset.train), ElementsAre(2, 3, 4, 4));
  EXPECT_THAT(dataset.train[0].history, ElementsAre(100, 101));
}

TEST_F(Windows, AreNoneWhereASeriesIsTooShort) {
  const Dataset dataset = cut({series(3, hundred_more)});
  EXPECT_THAT(dataset.train, IsEmpty());
  EXPECT_THAT(dataset.validation, IsEmpty());
  EXPECT_THAT(dataset.test, IsEmpty());
}

TEST(SeasonBefore, IsTheNewestKnownRowAtTheSamePlaceOfTheSeason) {
  EXPECT_EQ(season_before(20, 0, 7), 13);
  EXPECT_EQ(season_before(20, 6, 7), 19);
  EXPECT_EQ(season_before(20, 7, 7), 13) << "row 20 is asked for itself";
  EXPECT_EQ(season_before(20, 13, 7), 19);
  EXPECT_EQ(season_before(20, 3, 1), 19);
  for (std::int64_t j = 0; j < 50; ++j) {
    const std::int64_t row = season_before(100, j, 12);
    EXPECT_EQ((100 + j - row) % 12, 0) << j;
    EXPECT_LT(row, 100) << j;
    EXPECT_GE(row, 100 - 12) << j;
  }
}

TEST_F(Windows, OfAPeriodicSeriesAskForNoDifferenceFromTheLastSeason) {
  rule().residual = "season";
  rule().season = 5;
  rule().ahead = 2;
  rule().outputs = 4;
  rule().window = 2;  // rows up to 8 ahead: two seasons back
  by_rows({0, 30}, {30, 45}, {45, 60});
  const Dataset dataset = cut({series(60, [](double t) { return std::fmod(t, 5) * 10; })});
  ASSERT_THAT(dataset.test, SizeIs(8));
  for (const Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (const Sequence& window : *split) EXPECT_EQ(window.targets, window.offsets);
  }
  EXPECT_THAT(dataset.train[0].values, ElementsAre(2, 3, 4)) << "a whole season must lie before a window";
  EXPECT_THAT(dataset.train[0].history, ElementsAre(0, 10, 20, 30, 40)) << "a season, where the context is shorter";
}

TEST_F(Windows, WithoutAResidualHaveNoOffset) {
  rule().residual = "none";
  const Dataset dataset = cut({series(10, hundred_more)});
  for (const Sequences* split : {&dataset.train, &dataset.test}) {
    for (const Sequence& window : *split) EXPECT_EQ(window.offsets[0], 0) << "the mean of train is the answers' own";
  }
}

TEST_F(Windows, AskForNothingThatWasMissing) {
  Sequence one = series(10, hundred_more);
  one.history = one.targets;  // as repair_missing leaves it
  const float none = std::numeric_limits<float>::quiet_NaN();
  one.targets[0] = none;
  one.targets[5] = none;
  const Dataset dataset = cut({one});
  for (const Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (const Sequence& window : *split) {
      EXPECT_FALSE(std::isnan(window.targets[0]));
      EXPECT_NE(window.targets[0], 105) << "it was filled in, not seen";
      EXPECT_GE(window.history.front(), 101) << "before the first value that was there nothing is known";
    }
  }
}

TEST_F(Windows, SeriesScaleIsThatOfTheSeriesOwnRowsOfTrain) {
  rule().series_scale = true;
  // Rows of train: 100 .. 105 and ten times as much; features 0 .. 5.
  const Dataset dataset = cut({series(10, hundred_more), series(10, [](double t) { return 10 * hundred_more(t); })});
  const double deviation = std::sqrt(35.0 / 12);  // of six consecutive integers: (n² - 1) / 12
  ASSERT_THAT(dataset.train, SizeIs(6));
  EXPECT_THAT(dataset.train[0].scale, DoubleEq(deviation));
  EXPECT_THAT(dataset.train[3].scale, DoubleEq(10 * deviation));
  EXPECT_THAT(dataset.test[0].scale, DoubleEq(deviation));
  EXPECT_THAT(dataset.train[0].values,
              ElementsAre(DoubleEq(-2.5 / deviation), DoubleEq(-1.5 / deviation), DoubleEq(-0.5 / deviation)));
  EXPECT_THAT(dataset.test[1].values[2], DoubleEq(5.5 / deviation)) << "row 8 in units of train";
  EXPECT_THAT(dataset.train[0].targets, ElementsAre(103)) << "targets keep their own unit";
  EXPECT_THAT(dataset.train[0].offsets, ElementsAre(102));
}

TEST_F(Windows, SeriesScaleWithoutAResidualAnswersFromTheSeriesMean) {
  rule().series_scale = true;
  rule().residual = "none";
  EXPECT_THAT(cut({series(10, hundred_more)}).test[0].offsets, ElementsAre(DoubleEq(102.5)));
}

TEST_F(Windows, SeriesScaleNeedsTwoRowsOfTrainAndLeavesAConstantAsItIs) {
  rule().series_scale = true;
  rule().context = rule().least_context = 1;
  by_rows({0, 1}, {1, 2}, {2, 3});
  EXPECT_THAT(cut({series(3, hundred_more)}).test, IsEmpty());
  by_rows({0, 2}, {2, 3}, {3, 4});
  EXPECT_EQ(cut({series(4, [](double) { return 7; })}).test.at(0).scale, 1);
}

TEST_F(Windows, ZScoresAreInDeviationsOfAllRowsOfTrain) {
  rule().z_score = true;
  by_rows({0, 4}, {4, 6}, {6, 8});
  // Of train 0 0 0 0 and 10 10 10 10: mean 5, deviation 5. What comes later is far away.
  const Dataset dataset = cut(
      {series(8, [](double t) { return t < 4 ? 0 : 1000; }), series(8, [](double t) { return t < 4 ? 10 : 1000; })});
  EXPECT_THAT(first_targets(dataset.train), ElementsAre(-1, 1));
  EXPECT_THAT(dataset.train[1].history, Each(1));
  EXPECT_THAT(dataset.train[1].offsets, ElementsAre(1));
  EXPECT_THAT(first_targets(dataset.test), Each(199));
}

/// Rows before train's first count, too.
TEST_F(Windows, SeriesScaleAndZScoresLeaveOutRowsBeforeTrain) {
  by_rows({5, 10}, {10, 12}, {12, 14});
  const Sequence late = series(14, [](double t) { return t < 5 ? 1e6 : t; });  // train: 5 .. 9, variance 2
  rule().series_scale = true;
  EXPECT_THAT(cut({late}).test.at(0).scale, DoubleEq(std::sqrt(2.0)));
  rule().series_scale = false;
  rule().z_score = true;
  EXPECT_THAT(cut({late}).test.at(0).targets, ElementsAre(DoubleNear(5 / std::sqrt(2.0), 1e-5)));
}

/// A season that is not shorter than the context fills the whole history, so that no step of it has one before.
TEST_F(Windows, OfWholeSeriesHaveANaiveErrorThoughASeasonIsAsLongAsTheContext) {
  rule().season = 4;
  RawDataset raw;
  raw.dataset.feature_count = 1;
  raw.dataset.test = {series(20, squared)};
  cut_windows(description_, raw);
  EXPECT_GT(raw.dataset.test.back().naive_error, 0);
}

TEST_F(Windows, NaiveErrorIsThatOfTheRowsBeforeTheSplit) {
  // |t² - (t-1)²| = 2t - 1, whose mean over t = 1 .. e-1 is e - 1.
  const Dataset dataset = cut({series(10, squared)});
  EXPECT_THAT(naive_errors(dataset.train), Each(5));
  EXPECT_THAT(naive_errors(dataset.validation), Each(5));
  EXPECT_THAT(naive_errors(dataset.test), Each(7));
}

TEST_F(Windows, NaiveErrorOfASeasonLooksASeasonBackAndIsNoneWhereNoneFits) {
  // |t² - (t-3)²| = 6t - 9, whose mean over t = 3 .. e-1 is 3e - 3.
  rule().season = 3;
  EXPECT_THAT(naive_errors(cut({series(10, squared)}).test), Each(21));
  rule().season = 8;
  EXPECT_THAT(naive_errors(cut({series(10, squared)}).test), Each(0))
      << "no row before the split has a season before it";
}

TEST_F(Windows, NaiveErrorIsOfPairsThatWereObserved) {
  Sequence late = series(10, squared);
  late.history = late.targets;
  for (const std::size_t missing : {0U, 1U, 5U}) late.targets[missing] = std::nan("");
  late.history[0] = late.history[1] = 4;
  late.history[5] = 16;  // what fills the gaps
  // Pairs (2, 3), (3, 4), (6, 7): 5, 7, 13.
  EXPECT_THAT(naive_errors(cut({late}).test), Each(DoubleEq(25.0 / 3)));
  rule().season = 2;  // (2, 4), (4, 6)
  EXPECT_THAT(naive_errors(cut({late}).test), Each(DoubleEq((12 + 20) / 2.0)));
}

TEST_F(Windows, NaiveErrorIsNoneWhereNoPairWasObserved) {
  Sequence gaps = series(10, squared);
  gaps.history = gaps.targets;
  for (std::size_t t = 0; t < 9; t += 2) gaps.targets[t] = std::nan("");
  EXPECT_THAT(naive_errors(cut({gaps}).test), Each(0));
}

TEST_F(Windows, SeriesScaleIsOfObservedRows) {
  rule().series_scale = true;
  Sequence late = series(10, hundred_more);
  late.history = late.targets;
  for (const std::size_t missing : {0U, 1U}) late.targets[missing] = std::nan("");
  late.history[0] = late.history[1] = 102;
  EXPECT_THAT(cut({late}).test[0].scale, DoubleEq(std::sqrt(15.0 / 12)));  // of four consecutive integers
}

TEST_F(Windows, OfWholeSeriesTakeNaiveErrorFromTheRowsBeforeTheirEnd) {
  RawDataset raw;
  raw.dataset.feature_count = 1;
  raw.dataset.train = {series(6, squared)};
  raw.dataset.validation = {series(5, hundred_more)};
  raw.dataset.test = {series(4, hundred_more), series(5, squared)};
  cut_windows(description_, raw);
  // Mean of 2t - 1 over t = 1 ... now - 1: now - 1.
  EXPECT_THAT(naive_errors(raw.dataset.train), ElementsAre(2, 3, 4));
  EXPECT_THAT(naive_errors(raw.dataset.validation), ElementsAre(1, 1));
  EXPECT_THAT(first_targets(raw.dataset.test), ElementsAre(103, 9, 16)) << "all windows of both series, in order";
}

TEST_F(Windows, ByTimeSharesAreRowsInOrder) {
  description_.split.by = "time";
  description_.split.validation = 0.2;
  description_.split.test = 0.3;
  const Dataset dataset = cut({series(10, hundred_more), series(20, squared)});
  EXPECT_THAT(first_targets(dataset.train), ElementsAre(103, 104, 9, 16, 25, 36, 49, 64, 81));
  EXPECT_THAT(first_targets(dataset.validation), ElementsAre(105, 106, 100, 121, 144, 169));
  EXPECT_THAT(first_targets(dataset.test), ElementsAre(107, 108, 109, 196, 225, 256, 289, 324, 361));
}

TEST_F(Windows, ByEndAskOnceForTheLastHorizonOfEachSeries) {
  description_.split.by = "end";
  rule().outputs = 4;
  const Dataset dataset = cut({series(20, hundred_more), series(13, squared)});
  ASSERT_THAT(dataset.test, SizeIs(2));
  EXPECT_THAT(dataset.test[0].targets, ElementsAre(116, 117, 118, 119));
  EXPECT_THAT(dataset.test[0].values, ElementsAre(13, 14, 15));
  EXPECT_THAT(dataset.test[1].targets, ElementsAre(81, 100, 121, 144));
  ASSERT_THAT(dataset.validation, SizeIs(2));
  EXPECT_THAT(dataset.validation[0].targets, ElementsAre(112, 113, 114, 115));
  EXPECT_THAT(dataset.train, SizeIs(6)) << "now = 3 .. 8 of rows [0, 12); the other's five rows hold no window";
  EXPECT_EQ(dataset.test[0].naive_error, 1);
  EXPECT_EQ(dataset.test[1].naive_error, 8) << "over the nine rows before";
}

TEST_F(Windows, NeighboursOfTestAreDrawnTogetherInBlocks) {
  rule().outputs = 2;  // blocks of 3 + 2 windows
  by_rows({0, 20}, {20, 30}, {30, 42});
  const Dataset dataset = cut({series(42, hundred_more)});
  std::vector<std::string> groups;
  for (const Sequence& window : dataset.test) groups.push_back(window.group);
  EXPECT_THAT(groups, ElementsAre("s/0", "s/0", "s/0", "s/0", "s/0", "s/1", "s/1", "s/1", "s/1", "s/1", "s/2"));
  EXPECT_EQ(dataset.train[0].group, "s");
}

/// All that a model or a score can learn from a window.
std::vector<double> all_of(const Sequences& windows) {
  std::vector<double> all;
  for (const Sequence& window : windows) {
    for (const auto* part : {&window.values, &window.targets, &window.offsets, &window.history})
      all.insert(all.end(), part->begin(), part->end());
    all.insert(all.end(), {window.scale, window.naive_error, static_cast<double>(window.length)});
  }
  return all;
}

struct LeakCase {
  const char* by;
  std::int64_t ahead, outputs, window, season;
  const char* residual;
  bool series_scale, z_score;
};

void PrintTo(const LeakCase& one, std::ostream* out) {
  *out << one.by << " ahead " << one.ahead << " outputs " << one.outputs << " window " << one.window << " season "
       << one.season << ' ' << one.residual << (one.series_scale ? " series" : "") << (one.z_score ? " z" : "");
}

class Leaks : public Windows, public ::testing::WithParamInterface<LeakCase> {
 protected:
  Leaks() {
    const LeakCase& one = GetParam();
    rule().least_context = 2;
    rule().ahead = one.ahead;
    rule().outputs = one.outputs;
    rule().window = one.window;
    rule().season = one.season;
    rule().residual = one.residual;
    rule().series_scale = one.series_scale;
    rule().z_score = one.z_score;
    by_rows({0, 60}, {60, 80}, {80, 100});
    description_.split.by = one.by;
    description_.split.validation = description_.split.test = 0.2;
  }
  /// The series with all rows from `first` on replaced.
  static Sequence spoilt(std::int64_t first) {
    Sequence sequence = series(100, [=](double t) { return t < static_cast<double>(first) ? 50 + t * t : -1e6; });
    std::fill(sequence.values.begin() + first, sequence.values.end(), -1e6);
    return sequence;
  }
};

TEST_P(Leaks, NoRowOfValidationOrTestChangesAnythingInTrainNorARowOfTestInValidation) {
  const std::int64_t horizon = rule().horizon();
  const bool end = description_.split.by == "end";
  const std::int64_t test = end ? 100 - horizon : 80;
  const std::int64_t validation = end ? test - horizon : 60;
  const Dataset clean = cut({spoilt(100)});
  ASSERT_FALSE(clean.train.empty());
  ASSERT_FALSE(clean.validation.empty());
  ASSERT_FALSE(clean.test.empty());
  EXPECT_EQ(all_of(cut({spoilt(validation)}).train), all_of(clean.train));
  EXPECT_NE(all_of(cut({spoilt(validation - 1)}).train), all_of(clean.train)) << "the last row of train is used";
  EXPECT_EQ(all_of(cut({spoilt(test)}).validation), all_of(clean.validation));
  EXPECT_NE(all_of(cut({spoilt(test - 1)}).validation), all_of(clean.validation))
      << "the last row of validation is used";
}

TEST_P(Leaks, TargetsOfASplitAreItsOwnRows) {
  const std::int64_t horizon = rule().horizon();
  const bool end = description_.split.by == "end";
  const std::int64_t test = end ? 100 - horizon : 80;
  if (rule().z_score) return;  // rows could not be told by their values
  for (const Sequence& window : cut({series(100, [](double t) { return t; })}).test) {
    const double half = static_cast<double>(rule().window - 1) / 2;
    EXPECT_THAT(window.targets, Each(AllOf(Ge(static_cast<double>(test) + half), Lt(100 - half))));
    EXPECT_GT(window.targets[0] - half, window.history.back()) << "what is asked for is not seen";
    if (!rule().series_scale) {
      EXPECT_EQ(window.values.back(), window.history.back());
      EXPECT_EQ(window.targets[0] - half - window.values.back(), static_cast<double>(rule().ahead));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Rules, Leaks,
                         ::testing::Values(LeakCase{"rows", 1, 1, 1, 0, "last", false, false},
                                           LeakCase{"rows", 5, 3, 2, 7, "season", false, false},
                                           LeakCase{"time", 12, 1, 1, 4, "last", false, false},
                                           LeakCase{"time", 2, 2, 2, 3, "none", true, false},
                                           LeakCase{"end", 1, 13, 1, 0, "last", true, false},
                                           LeakCase{"end", 3, 2, 2, 5, "season", true, false},
                                           LeakCase{"rows", 1, 4, 1, 6, "season", false, true}));

/// A CSV of sessions, forecast in windows of whole sessions.
TEST(ForecastSplit, ByGroupGivesAllWindowsOfASessionToOneSide) {
  const tests::TemporaryFolder folder;
  std::string csv = "session,v\n";
  for (int session = 0; session < 8; ++session) {
    for (int t = 0; t < 10; ++t) csv += std::to_string(session) + "," + std::to_string(100 * session + t) + "\n";
  }
  tests::write(folder / "x.csv", csv);
  const Dataset dataset = tests::load_beside(read_dataset_description(
      tests::write(folder / "x.toml",
                   "id = 'x'\ntitle = 'x'\nlicence = 'CC0-1.0'\nsource = 'x'\ntask = 'forecasting'\nformat = "
                   "'csv'\n[[file]]\npath = 'x.csv'\n[columns]\n"
                   "group = 'session'\nsequence = ['session']\nfeatures = ['v']\n[split]\nvalidation = 0.25\n"
                   "test = 0.25\n[forecast]\ntarget = 'v'\ncontext = 4\n")));
  std::vector<int> seen(8);
  for (const auto& [split, sessions] :
       {std::pair(&dataset.train, 4), std::pair(&dataset.validation, 2), std::pair(&dataset.test, 2)}) {
    EXPECT_THAT(*split, SizeIs(sessions * 6));
    std::vector<bool> here(8);
    for (const Sequence& window : *split) {
      EXPECT_EQ(window.targets[0] - window.history.back(), 1) << "no window spans two sessions";
      here.at(static_cast<std::size_t>(window.targets[0] / 100)) = true;
    }
    for (std::size_t session = 0; session < 8; ++session) seen[session] += here[session] ? 1 : 0;
  }
  EXPECT_THAT(seen, Each(1));
}

TEST(ForecastSplit, ByFilesGivesAFilesWindowsToItsSplit) {
  const tests::TemporaryFolder folder;
  std::string files;
  for (const auto& [split, first] : {std::pair("train", 0), std::pair("validation", 100), std::pair("test", 200)}) {
    std::string csv = "v,w\n";
    for (int t = 0; t < 6; ++t) csv += std::to_string(first + t) + ",0\n";
    tests::write(folder / (std::string(split) + ".csv"), csv);
    files += std::string("[[file]]\npath = '") + split + ".csv'\nsplit = '" + split + "'\n";
  }
  const Dataset dataset = tests::load_beside(read_dataset_description(
      tests::write(folder / "x.toml",
                   "id = 'x'\ntitle = 'x'\nlicence = 'CC0-1.0'\nsource = 'x'\ntask = 'forecasting'\nformat = 'csv'\n" +
                       files + "[columns]\nfeatures = ['v']\n[forecast]\ntarget = 'v'\ncontext = 4\n")));
  EXPECT_THAT(first_targets(dataset.train), ElementsAre(4, 5));
  EXPECT_THAT(first_targets(dataset.validation), ElementsAre(104, 105));
  EXPECT_THAT(first_targets(dataset.test), ElementsAre(204, 205));
}

}  // namespace
}  // namespace gatewise::data_forecast_windows_test
