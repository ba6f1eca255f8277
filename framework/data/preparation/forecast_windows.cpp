#include "data/preparation/forecast_windows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/moments.hpp"
#include "data/preparation/deal.hpp"

namespace gatewise {
namespace {

double mean_of(const double* values, std::int64_t count) {
  return std::accumulate(values, values + count, 0.0) / static_cast<double>(count);
}

/// The seasonal naive forecast's errors over the rows before each one. Only pairs that were observed count: what fills
/// a gap says nothing of how hard the series is to forecast.
struct NaiveErrors {
  std::vector<double> sums{0.0};       // [rows + 1]
  std::vector<std::int64_t> pairs{0};  // [rows + 1]

  NaiveErrors(const std::vector<double>& observed, std::size_t lag) {
    for (std::size_t t = 0; t < observed.size(); ++t) {
      const double error = t < lag ? std::nan("") : std::abs(observed[t] - observed[t - lag]);
      sums.push_back(sums.back() + (std::isnan(error) ? 0.0 : error));
      pairs.push_back(pairs.back() + (std::isnan(error) ? 0 : 1));
    }
  }

  /// The mean over the first `rows` rows; 0 where they hold no pair.
  double mean(std::int64_t rows) const {
    const auto end = static_cast<std::size_t>(rows);
    return pairs[end] == 0 ? 0.0 : sums[end] / static_cast<double>(pairs[end]);
  }
};

/// Mean and deviation of column `k` of `width`, over the rows of a range.
Moments moments_of(const std::vector<double>& values, std::int64_t k, std::int64_t width, RowRange rows) {
  Moments moments;
  for (std::int64_t row = rows.begin; row < rows.end; ++row) {
    const double value = values[static_cast<std::size_t>(row * width + k)];
    if (!std::isnan(value)) moments.add(value);
  }
  return moments;
}

/// Cuts the windows of one series.
class Windows {
 public:
  Windows(Sequence series, const ForecastWindows& rule, std::int64_t features)
      : series_(with_history(std::move(series))),
        rule_(rule),
        width_(features),
        first_known_(first_number(series_.targets)),
        naive_errors_(series_.targets, static_cast<std::size_t>(std::max<std::int64_t>(1, rule.season))) {}

  /// The series' own units, learnt from its rows of train.
  void scale_by(RowRange rows) {
    const Moments target = moments_of(series_.targets, 0, 1, rows);  // not what fills gaps
    scale_ = target.scale();
    level_ = target.mean;
    for (std::int64_t k = 0; k < width_; ++k) {
      const Moments own = moments_of(series_.values, k, width_, rows);
      for (auto i = static_cast<std::size_t>(k); i < series_.values.size(); i += static_cast<std::size_t>(width_))
        series_.values[i] = (series_.values[i] - own.mean) / own.scale();
    }
  }

  /// Windows whose targets lie in the range. `past` rows count for naive_error; negative: all before the window's end.
  /// Windows of one `block` of rows form a group; 0: all windows of the series.
  void append(RowRange range, std::int64_t stride, std::int64_t past, std::int64_t block, Sequences& into) const {
    const std::int64_t least =
        first_known_ + std::max(rule_.least_context, rule_.residual == "season" ? rule_.season : 0);
    const std::int64_t first = std::max(range.begin - (rule_.ahead - 1), least);
    for (std::int64_t now = first; now + rule_.horizon() <= range.end; now += stride) {
      Sequence& window = into.emplace_back(window_at(now));
      if (std::all_of(window.targets.begin(), window.targets.end(), [](double target) { return std::isnan(target); })) {
        into.pop_back();
        continue;
      }
      window.naive_error = naive_errors_.mean(past < 0 ? now : past);
      if (block > 0) window.group += fmt::format("/{}", (now - first) / block);
    }
  }

 private:
  /// What is missing is filled in what a model sees, and not asked for.
  static Sequence with_history(Sequence series) {
    if (series.history.empty()) series.history = series.targets;
    return series;
  }

  static std::int64_t first_number(const std::vector<double>& values) {
    return std::find_if(values.begin(), values.end(), [](double value) { return !std::isnan(value); }) - values.begin();
  }

  Sequence window_at(std::int64_t now) const {
    Sequence window;
    const std::int64_t first = std::max(first_known_, now - rule_.context);
    const std::int64_t known = std::max(first_known_, now - std::max(rule_.context, rule_.season));
    window.length = now - first;
    window.group = series_.group;
    window.scale = scale_;
    window.values.assign(series_.values.begin() + first * width_, series_.values.begin() + now * width_);
    window.history.assign(series_.history.begin() + known, series_.history.begin() + now);
    for (std::int64_t k = 0; k < rule_.outputs; ++k) {
      window.targets.push_back(mean_of(series_.targets.data() + now + steps_to(k), rule_.window));
      window.offsets.push_back(offset_at(now, k));
    }
    return window;
  }

  /// Steps from the context's end to the begin of output k.
  std::int64_t steps_to(std::int64_t k) const { return rule_.ahead - 1 + k * rule_.window; }

  double offset_at(std::int64_t now, std::int64_t k) const {
    if (rule_.residual == "none") return rule_.series_scale ? level_ : 0.0;
    if (rule_.residual == "last") return mean_of(series_.history.data() + now - rule_.window, rule_.window);
    double sum = 0;
    for (std::int64_t j = steps_to(k); j < steps_to(k + 1); ++j)
      sum += series_.history[static_cast<std::size_t>(season_before(now, j, rule_.season))];
    return sum / static_cast<double>(rule_.window);
  }

  Sequence series_;
  const ForecastWindows& rule_;
  std::int64_t width_;
  std::int64_t first_known_;  // the first row whose value was there: before it stands what was taken from it
  NaiveErrors naive_errors_;
  double scale_ = 1;
  double level_ = 0;
};

constexpr const char* too_short = "series too short for a window: drop";

/// Rows of windows that are drawn together when an interval is sought.
std::int64_t block_of(const ForecastWindows& rule) { return rule.context + rule.horizon(); }

/// Windows of one series for each split. Neighbours of validation and test share most of their targets and errors, so
/// blocks of them are drawn together when their score's interval is sought.
void cut_by_rows(Sequence series, const DatasetDescription& description, Dataset& dataset) {
  const ForecastWindows& rule = description.forecast;
  const SplitRows rows = split_rows(description.split, series.length, rule.horizon());
  Windows windows(std::move(series), rule, dataset.feature_count);
  if (rule.series_scale) {
    if (rows.train.end - rows.train.begin < 2)
      return dataset.repairs.add("series with fewer than two rows of train: drop", "");
    windows.scale_by(rows.train);
  }
  const std::size_t before = dataset.train.size() + dataset.validation.size() + dataset.test.size();
  const std::int64_t block = block_of(rule);
  windows.append(rows.train, rule.stride, rows.train.end, 0, dataset.train);
  windows.append(rows.validation, rule.test_stride, rows.validation.begin, block, dataset.validation);
  windows.append(rows.test, rule.test_stride, rows.test.begin, block, dataset.test);
  if (dataset.train.size() + dataset.validation.size() + dataset.test.size() == before)
    dataset.repairs.add(too_short, "");
}

void cut_whole(Sequences& split, const ForecastWindows& rule, std::int64_t stride, Dataset& dataset) {
  Sequences windows;
  const std::int64_t features = dataset.feature_count;
  for (std::size_t i = 0; i < split.size(); ++i) {
    Sequence& series = split[i];
    const RowRange all{0, series.length};
    const std::size_t before = windows.size();
    const bool named = !series.group.empty();  // then the group is what is drawn
    if (!named) series.group = fmt::format("series {}", i + 1);
    Windows(std::move(series), rule, features).append(all, stride, -1, named ? 0 : block_of(rule), windows);
    if (windows.size() == before) dataset.repairs.add(too_short, "");
  }
  split = std::move(windows);
}

/// Targets in deviations from the mean of train's rows.
void to_z_scores(const DatasetDescription& description, RawDataset& raw) {
  const bool by_rows = deals_rows(description.split) && !raw.unsplit.empty();
  Moments moments;
  for (const Sequence& series : by_rows ? raw.unsplit : raw.dataset.train) {
    const RowRange rows = by_rows ? split_rows(description.split, series.length, description.forecast.horizon()).train
                                  : RowRange{0, series.length};
    for (std::int64_t row = rows.begin; row < rows.end; ++row)
      if (!std::isnan(series.targets[static_cast<std::size_t>(row)]))
        moments.add(series.targets[static_cast<std::size_t>(row)]);
  }
  for (Sequences* list : {&raw.unsplit, &raw.dataset.train, &raw.dataset.validation, &raw.dataset.test}) {
    for (Sequence& series : *list) {
      for (std::vector<double>* values : {&series.targets, &series.history}) {
        for (double& value : *values) value = (value - moments.mean) / moments.scale();
      }
    }
  }
}

/// Blocks of one series are not those of another, also where nothing names the series.
void name_series(Sequences& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].group.empty()) all[i].group = fmt::format("series {}", i + 1);
  }
}

constexpr double most_window_values = 1e9;

/// Windows share their rows with their neighbours: a long context and a short stride make far more of a file than it
/// holds.
void check_window_values(const DatasetDescription& description, const RawDataset& raw) {
  const ForecastWindows& rule = description.forecast;
  double values = 0;
  for (const Sequences* list : {&raw.unsplit, &raw.dataset.train, &raw.dataset.validation, &raw.dataset.test}) {
    for (const Sequence& series : *list) {
      const auto rows = static_cast<double>(series.length);
      const double context = std::min(rows, static_cast<double>(rule.context));
      const double each =
          context * static_cast<double>(raw.dataset.feature_count + 1) + 2.0 * static_cast<double>(rule.outputs);
      values += std::max(0.0, rows - static_cast<double>(rule.least_context)) /
                static_cast<double>(std::min(rule.stride, rule.test_stride)) * each;
    }
  }
  if (values <= most_window_values) return;
  throw InputError(
      fmt::format("{}: [forecast] makes windows of {:.3g} values in all; the most are {:.0f}: raise "
                  "forecast.stride and test_stride, or shorten forecast.context",
                  description.file.string(), values, most_window_values));
}

void say_target(const DatasetDescription& description, Dataset& dataset) {
  const ForecastWindows& rule = description.forecast;
  dataset.target = rule.target.empty() ? "value" : rule.target;
  if (rule.z_score) dataset.target += " (z-score)";
  dataset.ahead = rule.ahead;
  dataset.target_window = rule.window;
  dataset.season = rule.season;
  dataset.outputs = rule.outputs;
}

}  // namespace

std::int64_t season_before(std::int64_t now, std::int64_t j, std::int64_t season) {
  return now + j - (j / season + 1) * season;
}

void cut_windows(const DatasetDescription& description, RawDataset& raw) {
  const ForecastWindows& rule = description.forecast;
  Dataset& dataset = raw.dataset;
  check_window_values(description, raw);
  name_series(raw.unsplit);
  if (rule.z_score) to_z_scores(description, raw);
  cut_whole(dataset.train, rule, rule.stride, dataset);
  cut_whole(dataset.validation, rule, rule.test_stride, dataset);
  cut_whole(dataset.test, rule, rule.test_stride, dataset);
  for (Sequence& series : raw.unsplit) cut_by_rows(std::move(series), description, dataset);
  raw.unsplit.clear();
  say_target(description, dataset);
}

}  // namespace gatewise
