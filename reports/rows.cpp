#include "reports/rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "base/units.hpp"

namespace gatewise {
namespace {

const OrderedJson& find_by(const OrderedJson& list, const char* key, const std::string& value) {
  for (const OrderedJson& entry : list) {
    if (entry.at(key) == value) return entry;
  }
  throw std::logic_error(fmt::format("the report has no {} '{}'", key, value));
}

std::string quality_text(const OrderedJson& quality) {
  const double half = std::max(quality.at("high").get<double>() - quality.at("value").get<double>(),
                               quality.at("value").get<double>() - quality.at("low").get<double>());
  const double value = quality.at("value");
  return value < 10 ? fmt::format("{:.3f}±{:.3f}", value, half) : fmt::format("{:.1f}±{:.1f}", value, half);
}

std::string value_text(const OrderedJson& json, Unit unit) {
  return json.is_null() ? "-" : format_quantity(json.get<double>(), unit);
}

std::string percentile_text(const OrderedJson& measurement, const char* key) {
  return measurement.at(key).is_null()
             ? "-"
             : format_quantity(measurement.at(key).at("value").get<double>(), Unit::nanoseconds);
}

}  // namespace

const OrderedJson& candidate_of(const OrderedJson& report, const std::string& id) {
  return find_by(report.at("candidates"), "id", id);
}

std::string primary_of(const OrderedJson& report) { return report.at("suite").at("metric"); }

std::string metric_text(const std::string& metric, double value) {
  const Unit unit = metric.rfind("latency.", 0) == 0  ? Unit::nanoseconds
                    : metric.rfind("memory.", 0) == 0 ? Unit::bytes
                                                      : Unit::none;
  return format_quantity(value, unit);
}

std::string limits_text(const OrderedJson& ranking) {
  std::vector<std::string> parts;
  for (const OrderedJson& limit : ranking.at("limits")) {
    const std::string metric = limit.at("metric");
    const bool is_max = limit.contains("max");
    parts.push_back(
        fmt::format("{} {} {}", metric, is_max ? "<=" : ">=", metric_text(metric, limit.at(is_max ? "max" : "min"))));
  }
  return parts.empty() ? "no limits" : fmt::format("{}", fmt::join(parts, ", "));
}

TextTable ranked_table(const OrderedJson& report, const OrderedJson& ranking, bool wide) {
  const std::string primary = primary_of(report);
  TextTable table;
  table.rows.push_back({"#", "candidate", wide ? primary : "quality", "p50", "p99", "memory", "fit"});
  table.right = {true, false, true, true, true, true, false};
  if (wide) {
    const std::vector<std::string> more{"floor", "parameters", "allocations/step", "verdict"};
    table.rows[0].insert(table.rows[0].end(), more.begin(), more.end());
    table.right.insert(table.right.end(), {true, true, true, false});
  }
  for (const OrderedJson& place : ranking.at("order")) {
    const OrderedJson& candidate = candidate_of(report, place.at("candidate"));
    const OrderedJson& measurement = find_by(report.at("measurements"), "candidate", candidate.at("id"));
    const OrderedJson& quality = candidate.at("quality").at(primary);
    const bool won = ranking.at("winner") == candidate.at("id");
    std::vector<std::string> row{won ? "*1" : fmt::format("{}", place.at("rank").get<int>()),
                                 candidate.at("id"),
                                 quality_text(quality),
                                 percentile_text(measurement, "p50_ns"),
                                 percentile_text(measurement, "p99_ns"),
                                 value_text(candidate.at("memory").at("total_bytes"), Unit::bytes),
                                 place.at("fit")};
    if (wide) {
      row.push_back(value_text(quality.at("floor"), Unit::none));
      row.push_back(candidate.at("parameters").dump());
      row.push_back(value_text(candidate.at("memory").at("allocations_per_step"), Unit::none));
      row.push_back(measurement.at("verdict"));
    }
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace gatewise
