#include "cli/data_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "base/random.hpp"
#include "cli/tell.hpp"
#include "data/batching.hpp"
#include "data/preparation/class_inventory.hpp"
#include "data/preparation/duplicates.hpp"
#include "data/preparation/vocabulary.hpp"
#include "quality/floors.hpp"
#include "quality/metrics.hpp"
#include "reports/text/length_plot.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise {
namespace {

void print_splits(const Dataset& dataset) {
  TextTable table;
  table.rows.push_back({"split", "sequences", "groups", "steps", "min", "median", "p90", "p99", "max"});
  table.right = {false, true, true, true, true, true, true, true, true};
  const std::pair<const char*, const Sequences*> splits[] = {
      {"train", &dataset.train}, {"validation", &dataset.validation}, {"test", &dataset.test}};
  for (const auto& [name, sequences] : splits) {
    std::vector<std::int64_t> lengths = lengths_of(*sequences);
    std::sort(lengths.begin(), lengths.end());
    std::set<std::string> groups;
    std::int64_t steps = 0;
    for (const Sequence& sequence : *sequences) {
      if (!sequence.group.empty()) groups.insert(sequence.group);
      steps += sequence.length;
    }
    const auto at = [&](double q) {
      return std::to_string(lengths[static_cast<std::size_t>(q * static_cast<double>(lengths.size() - 1))]);
    };
    table.rows.push_back({name, std::to_string(sequences->size()), groups.empty() ? "-" : std::to_string(groups.size()),
                          std::to_string(steps), at(0), at(0.5), at(0.9), at(0.99), at(1)});
  }
  tell("{}", table.plain());
}

/// Bars of the training lengths, in the terminal.
void print_lengths(const Dataset& dataset) { tell("\nlengths of train:\n{}", length_plot(lengths_of(dataset.train))); }

/// As many of the most frequent as can be read; all in their own order where they are few. A class's number is its
/// place in a list of class_weights.
void print_classes(const Dataset& dataset) {
  if (dataset.classes.empty()) return;
  constexpr std::size_t most_shown = 24;
  std::vector<std::int64_t> counts(dataset.classes.size());
  for (const Sequence& sequence : dataset.train) {
    for (const std::int32_t label : sequence.labels) {
      if (label >= 0) counts[static_cast<std::size_t>(label)] += 1;
    }
  }
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order.size() > most_shown)
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  tell("\n{} classes (number, name, {} of train):\n", counts.size(),
       dataset.task == Task::token_labelling ? "steps" : "sequences");
  for (std::size_t i = 0; i < std::min(order.size(), most_shown); ++i)
    tell("  {:>4} {:<24} {}\n", order[i], dataset.classes[order[i]], counts[order[i]]);
  if (order.size() <= most_shown) return;
  tell("  and {} rarer ones\n  by number from 0: {}\n", order.size() - most_shown, fmt::join(dataset.classes, ", "));
}

void print_unseen_classes(const Dataset& dataset) {
  if (dataset.unseen_classes == 0) return;
  const auto first = dataset.classes.end() - dataset.unseen_classes;
  tell("  not in train, so never right: {} ({} labels in validation, {} in test)\n",
       fmt::join(first, dataset.classes.end(), ", "), count_unseen_labels(dataset.validation, dataset),
       count_unseen_labels(dataset.test, dataset));
}

void print_vocabulary(const Dataset& dataset) {
  if (dataset.vocabulary == 0) return;
  tell("\nvocabulary: {} words of train, and {} reserved tokens\n", dataset.vocabulary - reserved_tokens,
       reserved_tokens);
  tell("unknown tokens: train {:.1f} %, validation {:.1f} %, test {:.1f} %\n", 100 * unknown_share(dataset.train),
       100 * unknown_share(dataset.validation), 100 * unknown_share(dataset.test));
}

/// The share of padded steps, as each strategy would have it.
void print_padding(const Dataset& dataset) {
  const std::vector<std::int64_t> lengths = lengths_of(dataset.train);
  TextTable table;
  table.rows.push_back({"batches of 32 of train", "padded"});
  table.right = {false, true};
  for (const char* strategy : {"pad_all", "random", "bucket", "sort", "auto_buckets", "one_by_one"}) {
    Random random(1, "padding");
    const double share = padded_share(lengths, make_batches(lengths, {strategy}, random));
    table.rows.push_back({strategy, fmt::format("{:.1f} %", 100 * share)});
  }
  tell("\n{}auto_buckets pads to {} steps\n", table.plain(), fmt::join(best_edges(lengths, Batching{}.count), ", "));
}

/// What stands on two sides of the split.
void print_leakage(const Dataset& dataset) {
  const auto line = [&](const char* name, const Sequences& split) {
    const std::int64_t shared = count_shared(dataset.train, split);
    tell("  {} of {} sequences of {} have an input that train has{}\n", shared, split.size(), name,
         shared > 0 && dataset.task != Task::forecasting ? "; duplicates = \"drop\" in the description leaves them out"
                                                         : "");
  };
  tell("\nleakage:\n");
  line("validation", dataset.validation);
  line("test", dataset.test);
}

void print_repairs(const Dataset& dataset) {
  const std::vector<Repair>& repairs = dataset.repairs.entries();
  if (repairs.empty()) return;
  tell("\nmet in the files:\n");
  for (const Repair& repair : repairs) {
    tell("  {:>8}  {}{}\n", repair.count, repair.what,
         repair.first.empty() ? "" : fmt::format(" (first at {})", repair.first));
  }
}

void print_floors(const Dataset& dataset) {
  TextTable table;
  table.rows.push_back({"floor"});
  table.right = {false};
  for (const Metric* metric : metrics_of(dataset)) {
    table.rows[0].push_back(std::string(metric->name));
    table.right.push_back(true);
  }
  const std::vector<Floor> floors = floors_of(dataset);
  for (const Floor& floor : floors) {
    std::vector<std::string>& row = table.rows.emplace_back(std::vector<std::string>{floor.name});
    for (const Metric* metric : metrics_of(dataset)) row.push_back(fmt::format("{:.4g}", metric->value(floor.test)));
  }
  tell("\nscores on test without recurrence:\n{}", table.plain());
  for (const Floor& floor : floors) {
    for (const Repair& unused : rows_without_use(dataset, floor)) tell("  {:>8}  {}\n", unused.count, unused.what);
  }
}

}  // namespace

void print_dataset(const Dataset& dataset) {
  const std::string input = dataset.vocabulary > 0 ? fmt::format("{} tokens", dataset.vocabulary)
                                                   : fmt::format("{} features", dataset.feature_count);
  tell("{}: {}\ntask {}, licence {}, {}, {} outputs{}\n\n", dataset.id, dataset.title, task_name(dataset.task),
       dataset.licence, input, dataset.outputs,
       dataset.step_seconds > 0 ? fmt::format(", a step every {} s", dataset.step_seconds) : "");
  print_splits(dataset);
  print_repairs(dataset);
  print_lengths(dataset);
  print_classes(dataset);
  print_unseen_classes(dataset);
  print_vocabulary(dataset);
  print_leakage(dataset);
  print_padding(dataset);
  print_floors(dataset);
}

}  // namespace gatewise
