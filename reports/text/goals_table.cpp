#include "reports/text/goals_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.hpp"
#include "reports/text/interval_text.hpp"
#include "reports/text/rows.hpp"

namespace gatewise {
namespace {

constexpr std::string_view quality_prefix = "quality.";

std::string seeds_text(const std::string& path, const OrderedJson& by_seed) {
  std::vector<std::string> scores;
  for (const OrderedJson& score : by_seed) scores.push_back(metric_text(path, score.get<double>()));
  return fmt::format("{}", fmt::join(scores, ", "));
}

std::string goal_verdict(const OrderedJson& score, bool is_max, double limit) {
  const auto keeps = [&](const char* key) {
    const double value = score.at(key);
    return is_max ? value <= limit : value >= limit;
  };
  if (score.at("low").is_null()) return keeps("value") ? "reached" : "**missed**";
  if (keeps("low") && keeps("high")) return "proven";
  return keeps("value") ? "reached" : "**missed**";
}

void add_rows(const OrderedJson& report, const OrderedJson& limit, TextTable& table) {
  const std::string path = limit.at("metric");
  const std::string metric = path.substr(quality_prefix.size());
  const bool is_max = limit.contains("max");
  const double bound = limit.at(is_max ? "max" : "min");
  for (const OrderedJson& candidate : report.at("candidates")) {
    if (candidate.at("status") != "passed" || !candidate.at("quality").contains(metric)) continue;
    const OrderedJson& score = candidate.at("quality").at(metric);
    const auto number = [&](double value) { return metric_text(path, value); };
    table.rows.push_back(
        {report.at("suite").at("name"), fmt::format("{} {} {}", metric, is_max ? "<=" : ">=", metric_text(path, bound)),
         fmt::format("`{}`", candidate.at("id").get<std::string>()), number(score.at("value")),
         ends_text(score, number), seeds_text(path, score.at("by_seed")), goal_verdict(score, is_max, bound)});
  }
}

}  // namespace

TextTable goals_table(const std::vector<OrderedJson>& reports) {
  TextTable table;
  table.rows.push_back({"suite", "goal", "candidate", "on test", "95 % interval", "each seed", "goal is"});
  table.right = {false, false, false, true, true, false, false};
  for (const OrderedJson& report : reports) {
    const OrderedJson host = report.at("rankings").empty() ? "" : report.at("rankings").front().at("host");
    for (const OrderedJson& ranking : report.at("rankings")) {
      if (ranking.at("host") != host) continue;  // scores are the same on each
      for (const OrderedJson& limit : ranking.at("limits")) {
        if (limit.at("metric").get_ref<const std::string&>().starts_with(quality_prefix))
          add_rows(report, limit, table);
      }
    }
  }
  return table;
}

}  // namespace gatewise
