#include "quality/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/error.hpp"
#include "base/nearest_name.hpp"

namespace gatewise {
namespace {

double share_right(std::span<const Outcome> outcomes, Picks picks) {
  std::int64_t right = 0;
  std::int64_t all = 0;
  for (const std::uint32_t i : picks) {
    const Outcome& outcome = outcomes[i];
    for (std::size_t t = 0; t < outcome.truth.size(); ++t) {
      if (outcome.truth[t] < 0) continue;
      ++all;
      right += outcome.truth[t] == outcome.predicted[t] ? 1 : 0;
    }
  }
  return all == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(all);
}

struct Counts {
  std::int64_t hit = 0, false_alarm = 0, missed = 0;
};

double macro_f1(std::span<const Outcome> outcomes, Picks picks) {
  std::map<std::int32_t, Counts> by_class;
  for (const std::uint32_t i : picks) {
    const Outcome& outcome = outcomes[i];
    for (std::size_t t = 0; t < outcome.truth.size(); ++t) {
      if (outcome.truth[t] < 0) continue;
      if (outcome.truth[t] == outcome.predicted[t]) {
        ++by_class[outcome.truth[t]].hit;
      } else {
        ++by_class[outcome.truth[t]].missed;
        ++by_class[outcome.predicted[t]].false_alarm;
      }
    }
  }
  double sum = 0;
  for (const auto& [label, n] : by_class)
    sum += 2.0 * static_cast<double>(n.hit) / static_cast<double>(2 * n.hit + n.false_alarm + n.missed);
  return by_class.empty() ? 0.0 : sum / static_cast<double>(by_class.size());
}

double entity_f1(std::span<const Outcome> outcomes, Picks picks) {
  EntityCounts sum;
  for (const std::uint32_t i : picks) {
    sum.truth += outcomes[i].entities.truth;
    sum.predicted += outcomes[i].entities.predicted;
    sum.right += outcomes[i].entities.right;
  }
  const auto all = static_cast<double>(sum.truth + sum.predicted);
  return all == 0 ? 0.0 : 2.0 * static_cast<double>(sum.right) / all;
}

/// The rank sum of the positives (Mann and Whitney 1947), mean ranks for ties.
double auc_of_class(std::span<const Outcome> outcomes, Picks picks, std::size_t label, bool& defined) {
  std::vector<std::pair<float, bool>> scored;
  for (const std::uint32_t i : picks)
    scored.emplace_back(outcomes[i].scores[label], outcomes[i].truth[0] == static_cast<std::int32_t>(label));
  std::sort(scored.begin(), scored.end());
  double positives = 0;
  double rank_sum = 0;
  for (std::size_t begin = 0; begin < scored.size();) {
    std::size_t end = begin;
    double here = 0;
    while (end < scored.size() && scored[end].first == scored[begin].first) here += scored[end++].second ? 1 : 0;
    rank_sum += here * (static_cast<double>(begin + end) + 1) / 2;
    positives += here;
    begin = end;
  }
  const double negatives = static_cast<double>(scored.size()) - positives;
  defined = positives > 0 && negatives > 0;
  return defined ? (rank_sum - positives * (positives + 1) / 2) / (positives * negatives) : 0.0;
}

double auc(std::span<const Outcome> outcomes, Picks picks) {
  double sum = 0;
  std::int64_t classes = 0;
  for (std::size_t label = 0; label < outcomes.front().scores.size(); ++label) {
    bool defined = false;
    sum += auc_of_class(outcomes, picks, label, defined);
    classes += defined ? 1 : 0;
  }
  return classes == 0 ? 0.5 : sum / static_cast<double>(classes);  // one class only: nothing to tell apart
}

/// Sum of f(target, forecast) and the number of values.
template <class Function>
std::pair<double, double> sum_errors(std::span<const Outcome> outcomes, Picks picks, Function f) {
  double sum = 0;
  double count = 0;
  for (const std::uint32_t i : picks) {
    for (std::size_t k = 0; k < outcomes[i].target.size(); ++k) {
      sum += f(static_cast<double>(outcomes[i].target[k]), static_cast<double>(outcomes[i].forecast[k]));
      count += 1;
    }
  }
  return {sum, count};
}

double mae(std::span<const Outcome> outcomes, Picks picks) {
  const auto [sum, count] = sum_errors(outcomes, picks, [](double y, double f) { return std::abs(y - f); });
  return sum / count;
}

double rmse(std::span<const Outcome> outcomes, Picks picks) {
  const auto [sum, count] = sum_errors(outcomes, picks, [](double y, double f) { return (y - f) * (y - f); });
  return std::sqrt(sum / count);
}

double wape(std::span<const Outcome> outcomes, Picks picks) {
  const auto [errors, count] = sum_errors(outcomes, picks, [](double y, double f) { return std::abs(y - f); });
  const auto [level, same] = sum_errors(outcomes, picks, [](double y, double) { return std::abs(y); });
  return level == 0 ? 0.0 : errors / level;
}

}  // namespace

double Metric::value(std::span<const Outcome> outcomes) const {
  std::vector<std::uint32_t> all(outcomes.size());
  std::iota(all.begin(), all.end(), 0U);
  return over(outcomes, all);
}

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> all{
      {"accuracy", Task::sequence_classification, Better::more, 0, 1, share_right},
      {"macro_f1", Task::sequence_classification, Better::more, 0, 1, macro_f1},
      {"auc", Task::sequence_classification, Better::more, 0, 1, auc},
      {"token_accuracy", Task::token_labelling, Better::more, 0, 1, share_right},
      {"token_f1", Task::token_labelling, Better::more, 0, 1, macro_f1},
      {"entity_f1", Task::token_labelling, Better::more, 0, 1, entity_f1, true},
      {"mae", Task::forecasting, Better::less, 0, INFINITY, mae},
      {"rmse", Task::forecasting, Better::less, 0, INFINITY, rmse},
      {"wape", Task::forecasting, Better::less, 0, INFINITY, wape},
  };
  return all;
}

const Metric& find_metric(std::string_view name) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics()) {
    if (metric.name == name) return metric;
    names.emplace_back(metric.name);
  }
  throw InputError(fmt::format("unknown quality metric '{}'{}", name, suggestion(name, names)));
}

std::vector<const Metric*> metrics_of(Task task) {
  std::vector<const Metric*> found;
  for (const Metric& metric : metrics()) {
    if (metric.task == task) found.push_back(&metric);
  }
  return found;
}

std::vector<const Metric*> metrics_of(const Dataset& dataset) {
  std::vector<const Metric*> found = metrics_of(dataset.task);
  if (!dataset.entity_tags) std::erase_if(found, [](const Metric* metric) { return metric->of_entities; });
  return found;
}

std::string primary_metric(Task task) { return std::string(metrics_of(task).front()->name); }

}  // namespace gatewise
