#ifndef GATEWISE_QUALITY_METRICS_HPP
#define GATEWISE_QUALITY_METRICS_HPP

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/task.hpp"
#include "quality/outcome.hpp"

namespace gatewise {

/// Which way a number improves.
enum class Better { more, less };

/// The sequences that a metric is taken over, by index, repeats allowed: a bootstrap's draw.
using Picks = std::span<const std::uint32_t>;

/// One figure of merit over outcomes.
struct Metric {
  std::string_view name;
  std::vector<Task> tasks;
  Better better;
  double low, high;  ///< the range of its values
  double (*over)(std::span<const Outcome> outcomes, Picks picks);
  /// Whether the truth of these sequences gives the metric a value, whatever was answered: one without a positive has
  /// no F1. What has none is never asked for one.
  bool (*defined)(std::span<const Outcome> outcomes, Picks picks);
  bool is_share = false;     ///< a proportion of what is asked
  bool of_entities = false;  ///< only where the classes are tags of entities

  /// Over all outcomes, each once.
  double value(std::span<const Outcome> outcomes) const;
};

/// Each is defined by the truth alone, so that a draw of sequences is left out for all models or for none.
///
/// accuracy: share of sequences with the right class.
/// macro_f1: unweighted mean over the classes that occur, in truth or answer, of 2 TP / (2 TP + FP + FN).
/// micro_f1: the same of TP, FP and FN summed over the classes but the dataset's negative one; of two classes it is the
/// F1 of the other one; without a negative class it is the accuracy. Undefined where the truth has none of them.
/// auc: mean over the classes that occur with both outcomes of the one-against-rest area under the ROC curve, ties
/// counted half (Hanley and McNeil 1982). Undefined of one class.
/// mcc: the correlation of truth and answer, R_K (Gorodkin 2004), which is Matthews' for two classes. Undefined where
/// the truth is constant; 0 where only the answer is, the limit of small numbers (Chicco and Jurman 2020).
/// cross_entropy: mean nats that the truth costs.
/// token_accuracy: share of labelled steps with the right label. token_f1: macro_f1 over labelled steps.
/// entity_f1: 2 right / (true + predicted) over entities (quality/entities.hpp). Undefined where the truth has none.
/// mae, rmse, mse: in the target's unit or its square, over all numbers asked for.
/// wape: sum of absolute errors by sum of absolute targets. Undefined where these are all 0.
/// smape, mase (Makridakis et al. 2020): means over sequences of 200 |y - f| / (|y| + |f|), 0 where both are 0, and of
/// the sequence's mae by its naive_error; a sequence without one has no mase.
const std::vector<Metric>& metrics();

/// Throws InputError with the nearest name.
const Metric& find_metric(std::string_view name);

std::vector<const Metric*> metrics_of(Task task);

/// Those that are defined on this dataset's validation and test.
std::vector<const Metric*> metrics_of(const Dataset& dataset);

/// What early stopping and the report look at first: accuracy, token_accuracy, mae; empty where nothing is asked.
std::string primary_metric(Task task);

}  // namespace gatewise

#endif
