#include "reports/text/rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>

#include "base/json.hpp"
#include "base/units.hpp"
#include "measure/metric_path.hpp"
#include "reports/text/interval_text.hpp"

namespace gatewise {
namespace {

/// What belongs to a candidate, found by its id, host and scenario.
class Index {
 public:
  explicit Index(const OrderedJson& report) {
    for (const OrderedJson& candidate : report.at("candidates"))
      candidates_[candidate.at("id").get_ref<const std::string&>()] = &candidate;
    // The first of several batching strategies ranks.
    for (const OrderedJson& entry : report.at("measurements"))
      measurements_.emplace(entry.at("candidate").get<std::string>() + '\n' + entry.at("host").get<std::string>() +
                                '\n' + entry.at("scenario").get<std::string>(),
                            &entry);
  }

  const OrderedJson& candidate(const std::string& id) const { return *candidates_.at(id); }

  /// Null where the suite does not ask for the scenario.
  const OrderedJson& measurement(const std::string& id, const std::string& host, const char* scenario) const {
    static const OrderedJson none = nullptr;
    const auto found = measurements_.find(id + '\n' + host + '\n' + scenario);
    return found == measurements_.end() ? none : *found->second;
  }

 private:
  std::unordered_map<std::string, const OrderedJson*> candidates_, measurements_;
};

bool has_scenario(const OrderedJson& report, const char* scenario) {
  const OrderedJson& all = report.at("measurements");
  return std::any_of(all.begin(), all.end(),
                     [&](const OrderedJson& entry) { return entry.at("scenario") == scenario; });
}

/// One training is nothing but itself; several are a recipe, too.
bool has_recipe(const OrderedJson& report) {
  return !primary_of(report).empty() && report.at("suite").at("seeds").size() > 1;
}

std::vector<std::string> quality_columns(const OrderedJson& report) {
  if (primary_of(report).empty()) return {};  // cost alone
  return has_recipe(report) ? std::vector<std::string>{"artifact", "recipe"} : std::vector<std::string>{"artifact"};
}

std::vector<std::string> quality_cells(const OrderedJson& report, const OrderedJson& candidate) {
  if (primary_of(report).empty()) return {};
  const OrderedJson& quality = candidate.at("quality").at(primary_of(report));
  std::vector<std::string> cells{spread_text(quality.at("artifact"))};
  if (has_recipe(report)) cells.push_back(spread_text(quality));
  return cells;
}

std::string value_text(const OrderedJson& json, Unit unit) {
  return json.is_null() ? "-" : format_quantity(json.get<double>(), unit);
}

std::string interval_text(const OrderedJson& measurement, const char* key, Unit unit) {
  if (measurement.is_null() || measurement.at(key).is_null()) return "-";
  return format_quantity(measurement.at(key).at("value").get<double>(), unit);
}

/// The verdict on the latency, or on the throughput where the candidate can't stream.
std::string verdict_cell(const OrderedJson& streaming, const OrderedJson& offline) {
  const bool streams = !streaming.is_null() && !streaming.at("p50_ns").is_null();
  const OrderedJson& judged = streams || offline.is_null() ? streaming : offline;
  return judged.is_null() ? "-" : judged.at("verdict").get<std::string>();
}

}  // namespace

std::string unranked_title(const OrderedJson& report) {
  return report.at("rankings").empty() ? "Did not pass" : "Not ranked";
}

std::string primary_of(const OrderedJson& report) { return report.at("suite").at("metric"); }

std::string metric_text(const std::string& metric, double value) {
  return format_quantity(value, unit_of_path(metric));
}

namespace {

/// By how much measured time may grow before a proven limit is broken; nothing where there is no clock in it.
std::string reserve_text(const OrderedJson& limit) {
  const double reserve = limit.at("reserve");
  return reserve > 0 ? fmt::format(" (reserve {:.3g} %)", 100 * reserve) : "";
}

}  // namespace

std::string limits_text(const OrderedJson& ranking) {
  std::vector<std::string> parts;
  for (const OrderedJson& limit : ranking.at("limits")) {
    const std::string metric = limit.at("metric");
    const bool is_max = limit.contains("max");
    parts.push_back(fmt::format("{} {} {}{}", metric, is_max ? "<=" : ">=",
                                metric_text(metric, limit.at(is_max ? "max" : "min")), reserve_text(limit)));
  }
  return parts.empty() ? "no limits" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string host_suffix(const OrderedJson& report, const OrderedJson& ranking) {
  const std::string host = ranking.at("host");
  return report.at("hosts").size() < 2 ? "" : " on " + host;
}

TextTable ranked_table(const OrderedJson& report, const OrderedJson& ranking, bool wide) {
  const std::string primary = primary_of(report);
  TextTable table;
  const bool has_offline = has_scenario(report, "offline");
  const std::vector<std::string> scores = quality_columns(report);
  table.rows.push_back({"#", "candidate", "p50", "p99", "memory"});
  table.right = {true, false, true, true, true};
  table.rows[0].insert(table.rows[0].begin() + 2, scores.begin(), scores.end());
  table.right.insert(table.right.begin() + 2, scores.size(), true);
  if (has_offline) {
    table.rows[0].emplace_back("steps");
    table.right.push_back(true);
  }
  table.rows[0].emplace_back("fit");
  table.right.push_back(false);
  if (wide) {
    const std::vector<std::string> more{"parameters", "allocations/step", "verdict"};
    if (!primary.empty()) {
      table.rows[0].emplace_back("floor");
      table.right.push_back(true);
    }
    table.rows[0].insert(table.rows[0].end(), more.begin(), more.end());
    table.right.insert(table.right.end(), {true, true, false});
  }
  const Index index(report);
  for (const OrderedJson& place : ranking.at("order")) {
    const OrderedJson& candidate = index.candidate(place.at("candidate"));
    const OrderedJson& streaming = index.measurement(candidate.at("id"), ranking.at("host"), "streaming");
    const OrderedJson& offline = index.measurement(candidate.at("id"), ranking.at("host"), "offline");
    const bool won = ranking.at("winner") == candidate.at("id");
    std::vector<std::string> row{won ? "*1" : fmt::format("{}", place.at("rank").get<int>()), candidate.at("id"),
                                 interval_text(streaming, "p50_ns", Unit::nanoseconds),
                                 interval_text(streaming, "p99_ns", Unit::nanoseconds),
                                 value_text(candidate.at("memory").at("total_bytes"), Unit::bytes)};
    const std::vector<std::string> cells = quality_cells(report, candidate);
    row.insert(row.begin() + 2, cells.begin(), cells.end());
    if (has_offline) row.push_back(interval_text(offline, "steps_per_second", Unit::per_second));
    row.push_back(place.at("fit"));
    if (wide) {
      if (!primary.empty()) row.push_back(value_text(candidate.at("quality").at(primary).at("floor"), Unit::none));
      row.push_back(candidate.at("parameters").dump());
      row.push_back(value_text(candidate.at("memory").at("allocations_per_step"), Unit::none));
      row.push_back(verdict_cell(streaming, offline));
    }
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace gatewise
