#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/random.hpp"
#include "cli/suite_options.hpp"
#include "cli/verbs.hpp"
#include "data/batching.hpp"
#include "data/load.hpp"
#include "quality/floors.hpp"
#include "quality/metrics.hpp"
#include "reports/text_table.hpp"

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
      groups.insert(sequence.group);
      steps += sequence.length;
    }
    const auto at = [&](double q) {
      return std::to_string(lengths[static_cast<std::size_t>(q * static_cast<double>(lengths.size() - 1))]);
    };
    table.rows.push_back({name, std::to_string(sequences->size()), std::to_string(groups.size()), std::to_string(steps),
                          at(0), at(0.5), at(0.9), at(0.99), at(1)});
  }
  fmt::print("{}", table.plain());
}

/// Ten bars of the training lengths.
void print_lengths(const Dataset& dataset) {
  const std::vector<std::int64_t> lengths = lengths_of(dataset.train);
  const auto [least, most] = std::minmax_element(lengths.begin(), lengths.end());
  const std::int64_t width = std::max<std::int64_t>(1, (*most - *least) / 10 + 1);
  std::vector<std::size_t> counts(10, 0);
  for (const std::int64_t length : lengths)
    counts[static_cast<std::size_t>(std::min<std::int64_t>(9, (length - *least) / width))] += 1;
  const std::size_t highest = *std::max_element(counts.begin(), counts.end());
  fmt::print("\nlengths of train:\n");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::int64_t low = *least + static_cast<std::int64_t>(i) * width;
    if (low > *most) break;
    fmt::print("{:>6}..{:<6} {:>6} {}\n", low, low + width - 1, counts[i],
               std::string(counts[i] * 50 / std::max<std::size_t>(1, highest), '#'));
  }
}

void print_classes(const Dataset& dataset) {
  if (dataset.classes.empty()) return;
  std::vector<std::int64_t> counts(dataset.classes.size());
  for (const Sequence& sequence : dataset.train) {
    for (const std::int32_t label : sequence.labels) counts[static_cast<std::size_t>(label)] += 1;
  }
  fmt::print("\nclasses ({} of train):\n", dataset.task == Task::token_labelling ? "steps" : "sequences");
  for (std::size_t i = 0; i < counts.size(); ++i) fmt::print("  {:<24} {}\n", dataset.classes[i], counts[i]);
}

void print_padding(const Dataset& dataset) {
  fmt::print("\npadding that batches of 32 would cost:");
  for (const char* strategy : {"random", "bucket"}) {
    Random random(1, "padding");
    const std::vector<std::int64_t> lengths = lengths_of(dataset.train);
    fmt::print(" {} {:.1f} %", strategy, 100 * padded_share(lengths, make_batches(lengths, {strategy, 32}, random)));
  }
  fmt::print("\n");
}

void print_floors(const Dataset& dataset) {
  TextTable table;
  table.rows.push_back({"floor"});
  table.right = {false};
  for (const Metric* metric : metrics_of(dataset)) {
    table.rows[0].push_back(std::string(metric->name));
    table.right.push_back(true);
  }
  for (const Floor& floor : floors_of(dataset)) {
    std::vector<std::string>& row = table.rows.emplace_back(std::vector<std::string>{floor.name});
    for (const Metric* metric : metrics_of(dataset)) row.push_back(fmt::format("{:.4g}", metric->value(floor.test)));
  }
  fmt::print("\nscores on test without recurrence:\n{}", table.plain());
}

int describe(const std::string& id) {
  const Dataset dataset = load_dataset(read_dataset_description(find_dataset(id, dataset_folders(""))));
  fmt::print("{}: {}\ntask {}, licence {}, {} features, {} outputs{}\n\n", dataset.id, dataset.title,
             task_name(dataset.task), dataset.licence, dataset.feature_count, dataset.outputs,
             dataset.step_seconds > 0 ? fmt::format(", a step every {} s", dataset.step_seconds) : "");
  print_splits(dataset);
  if (dataset.left_out > 0) fmt::print("{} sequences shorter than least_length were left out\n", dataset.left_out);
  print_lengths(dataset);
  print_classes(dataset);
  print_padding(dataset);
  print_floors(dataset);
  return exit_fine;
}

int list() {
  for (const std::filesystem::path& file : list_datasets(dataset_folders(""))) {
    const DatasetDescription description = read_dataset_description(file);
    fmt::print("{:<24} {:<24} {}\n", description.id, task_name(description.task), description.title);
  }
  return exit_fine;
}

}  // namespace

void add_data(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand("data", "The datasets that suites may name");
  verb->require_subcommand(1);
  verb->add_subcommand("list", "List the datasets")->callback([&action] { action = list; });
  CLI::App* one = verb->add_subcommand("describe", "Splits, lengths, classes, padding and floors of a dataset");
  auto id = std::make_shared<std::string>();
  one->add_option("dataset", *id, "Its id")->required();
  one->callback([=, &action] { action = [=] { return describe(*id); }; });
}

}  // namespace gatewise
