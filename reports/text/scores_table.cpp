#include "reports/text/scores_table.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/units.hpp"
#include "reports/text/interval_text.hpp"
#include "reports/text/rows.hpp"

namespace gatewise {
namespace {

std::string number_text(const OrderedJson& value) {
  return value.is_number() ? format_quantity(value.get<double>(), Unit::none) : "-";
}

/// The passed candidate with the best validation score; null where there is none.
const OrderedJson* best_of(const OrderedJson& report, const std::string& metric, bool streaming_only) {
  const OrderedJson* best = nullptr;
  for (const OrderedJson& candidate : report.at("candidates")) {
    if (candidate.at("status") != "passed" || !candidate.at("quality").contains(metric)) continue;
    const OrderedJson& quality = candidate.at("quality").at(metric);
    if (streaming_only && quality.at("mode") != "streaming") continue;
    const double sign = quality.at("better") == "max" ? 1 : -1;
    const auto score = [&](const OrderedJson& one) {
      return sign * one.at("validation").at(metric).at("value").get<double>();
    };
    if (best == nullptr || score(candidate) > score(*best)) best = &candidate;
  }
  return best;
}

/// How the paired difference from the floor came out: every budget bears it, so the first ranking knows it.
std::string floor_verdict(const OrderedJson& report, const std::string& id) {
  for (const OrderedJson& place : report.at("rankings").front().at("order")) {
    if (place.at("candidate") != id) continue;
    for (const OrderedJson& violation : place.at("violations")) {
      if (!violation.at("metric").get<std::string>().ends_with("minus its floor's")) continue;
      return violation.at("fit") == "violated" ? ", **below its floor**" : ", **not proven better than its floor**";
    }
    return "";
  }
  return ", not ranked";
}

std::string candidate_text(const OrderedJson& report, const OrderedJson* candidate, const std::string& metric) {
  if (candidate == nullptr) return "-";
  const OrderedJson& quality = candidate->at("quality").at(metric);
  const std::string id = candidate->at("id");
  return fmt::format("{} ({}) `{}`{}", number_text(quality.at("value")),
                     ends_text(quality, [](double end) { return number_text(OrderedJson(end)); }), id,
                     floor_verdict(report, id));
}

std::string floor_text(const OrderedJson* candidate, const std::string& metric) {
  if (candidate == nullptr) return "-";
  const OrderedJson& quality = candidate->at("quality").at(metric);
  if (!quality.at("floor").is_number()) return "-";
  return fmt::format("{} ({})", number_text(quality.at("floor")), quality.at("floor_name").get<std::string>());
}

std::string published_score(const OrderedJson& report, const std::string& metric) {
  std::string text;
  for (const OrderedJson& score : report.at("dataset").value("published", OrderedJson::array())) {
    if (score.at("metric") != metric) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", number_text(score.at("value")),
                        score.at("what").get<std::string>());
  }
  return text.empty() ? "-" : text;
}

}  // namespace

TextTable scores_table(const std::vector<OrderedJson>& reports) {
  TextTable table;
  table.rows.push_back(
      {"suite", "metric", "floor", "best that streams", "best with the whole sequence", "seeds", "published"});
  table.right = {false, false, false, false, false, true, false};
  for (const OrderedJson& report : reports) {
    const std::string metric = primary_of(report);
    const OrderedJson* streams = best_of(report, metric, true);
    const OrderedJson* any = best_of(report, metric, false);
    const bool offline = any != nullptr && any->at("quality").at(metric).at("mode") != "streaming";
    table.rows.push_back({report.at("suite").at("name"), metric, floor_text(any, metric),
                          candidate_text(report, streams, metric), offline ? candidate_text(report, any, metric) : "-",
                          std::to_string(report.at("suite").at("seeds").size()), published_score(report, metric)});
  }
  return table;
}

}  // namespace gatewise
