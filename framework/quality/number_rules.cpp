#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/moments.hpp"
#include "data/preparation/forecast_windows.hpp"
#include "quality/floor_rules.hpp"
#include "quality/linear_regression.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t frames = 8;
constexpr std::size_t most_lags = 64;
constexpr std::size_t most_rows = 100'000;  // of a fit; more change nothing but its time

using ToDenseRow = std::function<std::vector<float>(const Sequence&)>;

/// Rows and answers to fit on; an answer that is missing is NaN.
struct Samples {
  std::vector<float> x, y;
  std::size_t rows = 0;

  void add(const std::vector<float>& row, const std::vector<float>& answers) {
    rows += 1;
    x.insert(x.end(), row.begin(), row.end());
    y.insert(y.end(), answers.begin(), answers.end());
  }
  LinearRegression fit(std::size_t width, std::size_t outputs) const { return {x, y, width, outputs}; }
};

/// What a model would have to answer at step t.
std::vector<float> answers_at(const Dataset& dataset, const Sequence& sequence, std::size_t t) {
  const auto width = static_cast<std::size_t>(dataset.outputs);
  std::vector<float> answers;
  for (std::size_t k = 0; k < width; ++k)
    answers.push_back(static_cast<float>(answer_of_target(dataset, sequence, k, sequence.targets[t * width + k])));
  return answers;
}

/// A linear regression on one row a sequence.
NamedRule linear_rule(const std::string& name, const Dataset& dataset, const ToDenseRow& to_row) {
  Samples samples;
  for (const Sequence& sequence : dataset.train) samples.add(to_row(sequence), answers_at(dataset, sequence, 0));
  const LinearRegression model =
      samples.fit(to_row(dataset.train.front()).size(), static_cast<std::size_t>(dataset.outputs));
  return {name,
          [model, to_row](const Sequence& sequence) { return model.answers(to_row(sequence).data()); },
          {samples.rows, model.rows()}};
}

NamedRule linear_on_segments(const std::string& name, const Dataset& dataset, std::int64_t count) {
  return linear_rule(name, dataset,
                     [=, width = static_cast<std::size_t>(dataset.feature_count)](const Sequence& sequence) {
                       return segment_means(sequence, width, count);
                     });
}

/// The `count` frames up to step t, the newest last; zeros, which are the features' mean, before the first.
std::vector<float> frames_until(const Sequence& sequence, std::size_t width, std::int64_t t, std::int64_t count) {
  std::vector<float> row(static_cast<std::size_t>(count) * width, 0.0F);
  const std::int64_t first = std::max<std::int64_t>(0, t + 1 - count);
  const auto wide = static_cast<std::int64_t>(width);
  std::copy(sequence.features.begin() + first * wide, sequence.features.begin() + (t + 1) * wide,
            row.end() - (t + 1 - first) * wide);
  return row;
}

NamedRule frames_rule(const std::string& name, const Dataset& dataset, std::int64_t count) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  std::int64_t steps = 0;
  for (const Sequence& sequence : dataset.train) steps += sequence.length;
  const std::int64_t every = steps / static_cast<std::int64_t>(most_rows) + 1;
  Samples samples;
  std::int64_t step = 0;
  for (const Sequence& sequence : dataset.train) {
    for (std::int64_t t = 0; t < sequence.length; ++t) {
      if (step++ % every != 0) continue;
      samples.add(frames_until(sequence, width, t, count), answers_at(dataset, sequence, static_cast<std::size_t>(t)));
    }
  }
  const LinearRegression model =
      samples.fit(width * static_cast<std::size_t>(count), static_cast<std::size_t>(dataset.outputs));
  const auto rule = [=](const Sequence& sequence) {
    std::vector<float> answers;
    for (std::int64_t t = 0; t < sequence.length; ++t) {
      const std::vector<float> answer = model.answers(frames_until(sequence, width, t, count).data());
      answers.insert(answers.end(), answer.begin(), answer.end());
    }
    return answers;
  };
  return {name, rule, {samples.rows, model.rows()}};
}

/// The mean of train: a model's answer of 0.
Rule mean_rule(const Dataset& dataset) {
  return [width = static_cast<std::size_t>(dataset.outputs),
          each = answers_every_step(dataset.task)](const Sequence& sequence) {
    return std::vector<float>(width * (each ? static_cast<std::size_t>(sequence.length) : 1), 0.0F);
  };
}

/// The mean of the last `window` values before the forecast.
double recent_mean(const Sequence& sequence, std::int64_t window) {
  return std::accumulate(sequence.history.end() - window, sequence.history.end(), 0.0) / static_cast<double>(window);
}

/// The mean of the same steps one season before output k; the last value where the history is too short.
double last_season(const Dataset& dataset, const Sequence& sequence, std::int64_t k) {
  const auto now = static_cast<std::int64_t>(sequence.history.size());
  double sum = 0;
  const std::int64_t begin = dataset.ahead - 1 + k * dataset.target_window;
  for (std::int64_t j = begin; j < begin + dataset.target_window; ++j) {
    const std::int64_t place = season_before(now, j, dataset.season);
    if (place < 0) return sequence.history.back();
    sum += sequence.history[static_cast<std::size_t>(place)];
  }
  return sum / static_cast<double>(dataset.target_window);
}

/// A forecast for each output, told as a model's answers.
template <class Function>
Rule forecast_rule(const Dataset& dataset, Function forecast) {
  return [&dataset, forecast](const Sequence& sequence) {
    std::vector<float> answers;
    for (std::int64_t k = 0; k < dataset.outputs; ++k)
      answers.push_back(
          static_cast<float>(answer_of_target(dataset, sequence, static_cast<std::size_t>(k), forecast(sequence, k))));
    return answers;
  };
}

std::size_t shortest_history(const Dataset& dataset) {
  std::size_t shortest = most_lags;
  for (const Sequences* split : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (const Sequence& sequence : *split) shortest = std::min(shortest, sequence.history.size());
  }
  return shortest;
}

/// Mean and deviation of the last values of train's windows: how far a level is from the usual one.
Moments level_moments(const Dataset& dataset) {
  Moments moments;
  for (const Sequence& sequence : dataset.train) moments.add(sequence.history.back());
  return moments;
}

/// The last values and, where there is a season, those a season before each output, all as differences from the last
/// value in the window's own unit, and that value's own place among the levels.
std::vector<float> lags_of(const Dataset& dataset, const Sequence& sequence, std::size_t lags, const Moments& levels) {
  const double level = sequence.history.back();
  const double unit = sequence.scale * dataset.target_scale[0];
  std::vector<float> row;
  const auto add = [&](double value) { row.push_back(static_cast<float>((value - level) / unit)); };
  for (std::size_t i = 2; i <= lags; ++i) add(sequence.history[sequence.history.size() - i]);
  for (std::int64_t k = 0; dataset.season > 0 && k < dataset.outputs; ++k) add(last_season(dataset, sequence, k));
  add(sequence.offsets[0]);
  row.push_back(static_cast<float>((level - levels.mean) / levels.scale()));
  return row;
}

}  // namespace

std::vector<NamedRule> regression_rules(const Dataset& dataset) {
  std::vector<NamedRule> rules{{"mean", mean_rule(dataset)}};
  if (dataset.task == Task::step_regression) {
    rules.push_back(frames_rule("linear on the frame", dataset, 1));
    rules.push_back(frames_rule("linear on the last 8 frames", dataset, frames));
    return rules;
  }
  rules.push_back(linear_on_segments("linear on the mean frame", dataset, 1));
  rules.push_back(linear_on_segments("linear on 8 segment means", dataset, floor_segments));
  return rules;
}

std::vector<NamedRule> forecast_rules(const Dataset& dataset) {
  const auto mean_of_last = [&](std::int64_t window) {
    return forecast_rule(dataset,
                         [=](const Sequence& sequence, std::int64_t) { return recent_mean(sequence, window); });
  };
  std::vector<NamedRule> rules{{"last value", mean_of_last(1)}};
  if (dataset.target_window > 1) rules.push_back({"mean of the last window", mean_of_last(dataset.target_window)});
  if (dataset.season > 1) {
    rules.push_back({"last season", forecast_rule(dataset, [&dataset](const Sequence& sequence, std::int64_t k) {
                       return last_season(dataset, sequence, k);
                     })});
  }
  const std::size_t lags = shortest_history(dataset);
  rules.push_back(linear_rule("linear autoregression", dataset,
                              [&dataset, lags, levels = level_moments(dataset)](const Sequence& sequence) {
                                return lags_of(dataset, sequence, lags, levels);
                              }));
  return rules;
}

}  // namespace gatewise
