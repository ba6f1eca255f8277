// A trend that is steeper than the noise is no harder to train than the noise, whatever the residual is taken from.
#include <gmock/gmock.h>

#include <functional>

#include "base/random.hpp"
#include "data/preparation/forecast_windows.hpp"
#include "data/preparation/standardise.hpp"
#include "training/trainer.hpp"

namespace gatewise::training_trend_test {
namespace {

/// A drift of 1000 a step, a season of 12 and noise of deviation 1, in units of `unit`.
Sequence trend(double unit, double noise, std::uint64_t seed) {
  Random random(seed, "trend");
  Sequence series;
  series.length = 300;
  series.group = std::to_string(seed);
  for (int t = 0; t < 300; ++t)
    series.targets.push_back(unit * (1000.0 * t + 50.0 * (t % 12 == 0 ? 1 : 0) + noise * random.normal()));
  series.values = series.targets;
  return series;
}

Dataset windows_of(const std::vector<Sequence>& series, const std::function<void(ForecastWindows&)>& set) {
  DatasetDescription description;
  description.task = Task::forecasting;
  description.split.by = "time";
  description.forecast.context = description.forecast.least_context = 12;
  set(description.forecast);
  RawDataset raw;
  raw.dataset.task = Task::forecasting;
  raw.dataset.feature_count = 1;
  raw.unsplit = series;
  cut_windows(description, raw);
  standardise(raw.dataset);
  return raw.dataset;
}

/// The error on validation after five epochs at the default rate.
double trained_mae(const Dataset& dataset) {
  Recipe recipe;
  recipe.epochs = 5;
  const TrainingResult result = train(shape_for({"gru", 8, 1, false, 0}, dataset), recipe, dataset, "mae", 1, 2,
                                      [](std::int64_t, const Epoch&, const Checkpoint&) { return true; });
  return result.epochs[static_cast<std::size_t>(result.best_epoch)].validation_score;
}

TEST(Trend, TrainsToNearTheNoiseForAnyHorizon) {
  const auto season = [](ForecastWindows& rule) {
    rule.residual = "season";
    rule.season = 12;
  };
  // The residual of a season ago has a deviation of √2, whose mean error is 1.13 where the drift is known.
  EXPECT_LT(trained_mae(windows_of({trend(1, 1, 1)}, season)), 2);
  EXPECT_LT(trained_mae(windows_of({trend(1, 1, 1)},
                                   [&](ForecastWindows& rule) {
                                     season(rule);
                                     rule.ahead = 10;
                                     rule.outputs = 4;
                                   })),
            2);
}

TEST(Trend, TrainsInEachSeriesOwnUnit) {
  const Dataset dataset =
      windows_of({trend(1e-3, 1, 1), trend(1e-3, 1, 2), trend(1e-3, 1, 3)}, [](ForecastWindows& rule) {
        rule.series_scale = true;
        rule.residual = "season";
        rule.season = 12;
      });
  EXPECT_LT(trained_mae(dataset), 2e-3);
}

TEST(Trend, WithoutNoiseIsAnsweredAsItIs) {
  for (const double unit : {1.0, 1e-6}) {
    const Dataset dataset = windows_of({trend(unit, 0, 1)}, [](ForecastWindows& rule) {
      rule.residual = "season";
      rule.season = 12;
      rule.outputs = 3;
    });
    EXPECT_LT(trained_mae(dataset), 1e-2 * unit) << "of a drift of 12,000 a season";
  }
}

}  // namespace
}  // namespace gatewise::training_trend_test
