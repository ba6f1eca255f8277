#include "quality/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/error.hpp"
#include "base/nearest_name.hpp"
#include "data/dataset.hpp"

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

/// TP, FP and FN over all classes but the negative one.
double micro_f1(std::span<const Outcome> outcomes, Picks picks) {
  Counts n;
  for (const std::uint32_t i : picks) {
    const Outcome& outcome = outcomes[i];
    for (std::size_t t = 0; t < outcome.truth.size(); ++t) {
      const std::int32_t truth = outcome.truth[t];
      const std::int32_t answer = outcome.predicted[t];
      if (truth < 0) continue;
      const bool hit = truth == answer;
      if (hit && truth != outcome.negative_class) ++n.hit;
      if (!hit && answer != outcome.negative_class) ++n.false_alarm;
      if (!hit && truth != outcome.negative_class) ++n.missed;
    }
  }
  const std::int64_t all = 2 * n.hit + n.false_alarm + n.missed;
  return all == 0 ? 0.0 : 2.0 * static_cast<double>(n.hit) / static_cast<double>(all);
}

/// The covariance of truth and answer as one-hot vectors, by both deviations.
double mcc(std::span<const Outcome> outcomes, Picks picks) {
  std::map<std::int32_t, double> of_truth;
  std::map<std::int32_t, double> of_answer;
  double right = 0;
  double all = 0;
  for (const std::uint32_t i : picks) {
    const Outcome& outcome = outcomes[i];
    for (std::size_t t = 0; t < outcome.truth.size(); ++t) {
      if (outcome.truth[t] < 0) continue;
      all += 1;
      right += outcome.truth[t] == outcome.predicted[t] ? 1 : 0;
      of_truth[outcome.truth[t]] += 1;
      of_answer[outcome.predicted[t]] += 1;
    }
  }
  double both = 0;
  double truths = 0;
  double answers = 0;
  for (const auto& [label, count] : of_truth) {
    truths += count * count;
    const auto found = of_answer.find(label);
    if (found != of_answer.end()) both += count * found->second;
  }
  for (const auto& [label, count] : of_answer) answers += count * count;
  const double spread = (all * all - truths) * (all * all - answers);
  return spread <= 0 ? 0.0 : (right * all - both) / std::sqrt(spread);
}

double cross_entropy(std::span<const Outcome> outcomes, Picks picks) {
  double sum = 0;
  double count = 0;
  for (const std::uint32_t i : picks) {
    for (std::size_t t = 0; t < outcomes[i].nats.size(); ++t) {
      if (outcomes[i].truth[t] < 0) continue;
      sum += static_cast<double>(outcomes[i].nats[t]);
      count += 1;
    }
  }
  return count == 0 ? 0.0 : sum / count;
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
      if (std::isnan(outcomes[i].target[k])) continue;  // asks nothing
      sum += f(outcomes[i].target[k], outcomes[i].forecast[k]);
      count += 1;
    }
  }
  return {sum, count};
}

double mae(std::span<const Outcome> outcomes, Picks picks) {
  const auto [sum, count] = sum_errors(outcomes, picks, [](double y, double f) { return std::abs(y - f); });
  return sum / count;
}

double mse(std::span<const Outcome> outcomes, Picks picks) {
  const auto [sum, count] = sum_errors(outcomes, picks, [](double y, double f) { return (y - f) * (y - f); });
  return sum / count;
}

double rmse(std::span<const Outcome> outcomes, Picks picks) { return std::sqrt(mse(outcomes, picks)); }

double wape(std::span<const Outcome> outcomes, Picks picks) {
  const auto [errors, count] = sum_errors(outcomes, picks, [](double y, double f) { return std::abs(y - f); });
  const auto [level, same] = sum_errors(outcomes, picks, [](double y, double) { return std::abs(y); });
  return level == 0 ? 0.0 : errors / level;
}

/// The mean over sequences of each one's mean of f(target, forecast), by `unit(outcome)`; a unit of 0 leaves it out.
template <class Function, class Unit>
double mean_over_sequences(std::span<const Outcome> outcomes, Picks picks, Function f, Unit unit) {
  double sum = 0;
  double sequences = 0;
  for (const std::uint32_t i : picks) {
    const std::uint32_t one[] = {i};
    const auto [errors, count] = sum_errors(outcomes, one, f);
    const double by = unit(outcomes[i]);
    if (count == 0 || by == 0) continue;
    sum += errors / count / by;
    sequences += 1;
  }
  return sequences == 0 ? 0.0 : sum / sequences;
}

double smape(std::span<const Outcome> outcomes, Picks picks) {
  const auto term = [](double y, double f) {
    const double both = std::abs(y) + std::abs(f);
    return both == 0 ? 0.0 : 200 * std::abs(y - f) / both;
  };
  return mean_over_sequences(outcomes, picks, term, [](const Outcome&) { return 1.0; });
}

double mase(std::span<const Outcome> outcomes, Picks picks) {
  return mean_over_sequences(
      outcomes, picks, [](double y, double f) { return std::abs(y - f); },
      [](const Outcome& outcome) { return outcome.naive_error; });
}

bool asks_something(std::span<const Outcome> outcomes, Picks picks) {
  return std::any_of(picks.begin(), picks.end(), [&](std::uint32_t i) { return outcomes[i].asked() > 0; });
}

/// Whether a label that is asked for satisfies `wanted(outcome, label)`.
template <class Function>
bool has_label(std::span<const Outcome> outcomes, Picks picks, Function wanted) {
  return std::any_of(picks.begin(), picks.end(), [&](std::uint32_t i) {
    const std::vector<std::int32_t>& truth = outcomes[i].truth;
    return std::any_of(truth.begin(), truth.end(),
                       [&](std::int32_t label) { return label >= 0 && wanted(outcomes[i], label); });
  });
}

bool has_two_classes(std::span<const Outcome> outcomes, Picks picks) {
  std::int32_t first = -1;
  return has_label(outcomes, picks, [&first](const Outcome&, std::int32_t label) {
    if (first < 0) first = label;
    return label != first;
  });
}

bool has_positive(std::span<const Outcome> outcomes, Picks picks) {
  return has_label(outcomes, picks,
                   [](const Outcome& outcome, std::int32_t label) { return label != outcome.negative_class; });
}

bool has_entity(std::span<const Outcome> outcomes, Picks picks) {
  return std::any_of(picks.begin(), picks.end(), [&](std::uint32_t i) { return outcomes[i].entities.truth > 0; });
}

bool has_level(std::span<const Outcome> outcomes, Picks picks) {
  return std::any_of(picks.begin(), picks.end(), [&](std::uint32_t i) {
    const std::vector<double>& target = outcomes[i].target;
    return std::any_of(target.begin(), target.end(), [](double y) { return y < 0 || y > 0; });
  });
}

bool has_naive_error(std::span<const Outcome> outcomes, Picks picks) {
  return std::any_of(picks.begin(), picks.end(),
                     [&](std::uint32_t i) { return outcomes[i].naive_error > 0 && outcomes[i].asked() > 0; });
}

/// The questions of a split, with answers that mean nothing.
std::vector<Outcome> questions_of(const Dataset& dataset, const Sequences& split) {
  std::vector<Outcome> questions;
  for (const Sequence& sequence : split) {
    const std::int64_t steps = answers_every_step(dataset.task) ? sequence.length : 1;
    const std::vector<float> nothing(static_cast<std::size_t>(steps * dataset.outputs), 0.0F);
    questions.push_back(outcome_of(dataset, sequence, nothing));
  }
  return questions;
}

std::vector<std::uint32_t> each_once(std::size_t count) {
  std::vector<std::uint32_t> all(count);
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

}  // namespace

double Metric::value(std::span<const Outcome> outcomes) const { return over(outcomes, each_once(outcomes.size())); }

const std::vector<Metric>& metrics() {
  using enum Task;
  static const std::vector<Task> numbers{forecasting, sequence_regression, step_regression};
  static const std::vector<Metric> all{
      {"accuracy", {sequence_classification}, Better::more, 0, 1, share_right, asks_something, true},
      {"macro_f1", {sequence_classification}, Better::more, 0, 1, macro_f1, asks_something},
      {"micro_f1", {sequence_classification}, Better::more, 0, 1, micro_f1, has_positive},
      {"auc", {sequence_classification}, Better::more, 0, 1, auc, has_two_classes},
      {"mcc", {sequence_classification}, Better::more, -1, 1, mcc, has_two_classes},
      {"token_accuracy", {token_labelling}, Better::more, 0, 1, share_right, asks_something, true},
      {"token_f1", {token_labelling}, Better::more, 0, 1, macro_f1, asks_something},
      {"entity_f1", {token_labelling}, Better::more, 0, 1, entity_f1, has_entity, false, true},
      {"cross_entropy",
       {sequence_classification, token_labelling},
       Better::less,
       0,
       INFINITY,
       cross_entropy,
       asks_something},
      {"mae", numbers, Better::less, 0, INFINITY, mae, asks_something},
      {"rmse", numbers, Better::less, 0, INFINITY, rmse, asks_something},
      {"mse", numbers, Better::less, 0, INFINITY, mse, asks_something},
      {"wape", numbers, Better::less, 0, INFINITY, wape, has_level},
      {"smape", {forecasting}, Better::less, 0, 200, smape, asks_something},
      {"mase", {forecasting}, Better::less, 0, INFINITY, mase, has_naive_error},
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
    if (std::find(metric.tasks.begin(), metric.tasks.end(), task) != metric.tasks.end()) found.push_back(&metric);
  }
  return found;
}

std::vector<const Metric*> metrics_of(const Dataset& dataset) {
  std::vector<const Metric*> found = metrics_of(dataset.task);
  if (!dataset.entity_tags) std::erase_if(found, [](const Metric* metric) { return metric->of_entities; });
  for (const Sequences* split : {&dataset.validation, &dataset.test}) {
    const std::vector<Outcome> questions = questions_of(dataset, *split);
    const std::vector<std::uint32_t> all = each_once(questions.size());
    std::erase_if(found, [&](const Metric* metric) { return !metric->defined(questions, all); });
  }
  return found;
}

std::string primary_metric(Task task) {
  const std::vector<const Metric*> known = metrics_of(task);
  return known.empty() ? "" : std::string(known.front()->name);
}

}  // namespace gatewise
