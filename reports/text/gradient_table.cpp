#include "reports/text/gradient_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/json.hpp"

namespace gatewise {
namespace {

/// The trainings of each architecture, in the report's order.
std::vector<std::vector<const OrderedJson*>> by_architecture(const OrderedJson& report) {
  std::vector<std::vector<const OrderedJson*>> groups;
  for (const OrderedJson& training : report.at("trainings")) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& one) {
      return one.front()->at("architecture") == training.at("architecture");
    });
    if (group == groups.end()) {
      groups.push_back({&training});
    } else {
      group->push_back(&training);
    }
  }
  return groups;
}

const OrderedJson& best_epoch(const OrderedJson& training) {
  return training.at("epochs").at(training.at("best_epoch").get<std::size_t>());
}

/// "3", or "3 to 5" where the seeds differ.
std::string range_of(const std::vector<const OrderedJson*>& seeds,
                     const std::function<double(const OrderedJson&)>& figure) {
  std::vector<double> values;
  for (const OrderedJson* training : seeds) values.push_back(figure(*training));
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const std::string low = fmt::format("{:.3g}", *least), high = fmt::format("{:.3g}", *most);
  return low == high ? low : low + " to " + high;
}

double at_best(const OrderedJson& training, const char* key) { return best_epoch(training).at(key).get<double>(); }

double largest_ratio(const OrderedJson& training) {
  double largest = 0;
  for (const OrderedJson& ratio : best_epoch(training).at("update_ratios"))
    largest = std::max(largest, ratio.get<double>());
  return largest;
}

/// "horizon" or "longest" of the layer that has the most of it.
double farthest(const OrderedJson& training, const char* key) {
  double steps = 0;
  for (const OrderedJson& look : training.at("best").at("look_back"))
    steps = std::max(steps, look.at(key).get<double>());
  return steps;
}

std::string flags_of(const std::vector<const OrderedJson*>& seeds) {
  std::string text;
  for (const char* flag : {"vanishing", "exploding"}) {
    const auto count = std::count_if(seeds.begin(), seeds.end(), [&](const OrderedJson* training) {
      return !training->at("flags").at(flag).is_null();
    });
    if (count == 0) continue;
    if (!text.empty()) text += ", ";
    text += static_cast<std::size_t>(count) == seeds.size() ? flag
                                                            : fmt::format("{} ({} of {})", flag, count, seeds.size());
  }
  return text.empty() ? "-" : text;
}

}  // namespace

TextTable gradient_table(const OrderedJson& report) {
  TextTable table;
  table.rows.push_back({"architecture", "seeds", "best epoch", "norm", "clipped to", "updates clipped",
                        "largest update ratio", "horizon, steps", "of", "flags"});
  table.right = {false, true, true, true, true, true, true, true, true, false};
  for (const std::vector<const OrderedJson*>& seeds : by_architecture(report)) {
    table.rows.push_back(
        {seeds.front()->at("architecture"), std::to_string(seeds.size()),
         range_of(seeds, [](const OrderedJson& one) { return one.at("best_epoch").get<double>() + 1; }),
         range_of(seeds, [](const OrderedJson& one) { return at_best(one, "gradient_norm"); }),
         range_of(seeds, [](const OrderedJson& one) { return at_best(one, "clipped_norm"); }),
         range_of(seeds, [](const OrderedJson& one) { return 100 * at_best(one, "clipped_share"); }) + " %",
         range_of(seeds, largest_ratio),
         range_of(seeds, [](const OrderedJson& one) { return farthest(one, "horizon"); }),
         range_of(seeds, [](const OrderedJson& one) { return farthest(one, "longest"); }), flags_of(seeds)});
  }
  return table;
}

std::vector<GradientNote> gradient_notes(const OrderedJson& report) {
  std::vector<GradientNote> notes;
  for (const OrderedJson& training : report.at("trainings")) {
    for (const auto& [flag, verb] : {std::pair{"vanishing", "vanish"}, std::pair{"exploding", "explode"}}) {
      const OrderedJson& why = training.at("flags").at(flag);
      if (!why.is_null()) {
        notes.push_back(
            {flag, fmt::format("{} seed {}: gradients {}: {}", training.at("architecture").get<std::string>(),
                               training.at("seed").dump(), verb, why.get<std::string>())});
      }
    }
  }
  return notes;
}

}  // namespace gatewise
