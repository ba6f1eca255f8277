#include <algorithm>
#include <map>

#include "base/json.hpp"
#include "data/batching.hpp"
#include "data/dataset.hpp"
#include "quality/bootstrap.hpp"
#include "quality/floors.hpp"
#include "run/process/trial_child.hpp"
#include "run/trials/measured_quality.hpp"
#include "run/trials/request_dataset.hpp"

namespace gatewise {
namespace {

/// How many sequences have each length: [[length, count], ...].
Json length_histogram(const std::vector<std::int64_t>& lengths) {
  std::map<std::int64_t, std::int64_t> counts;
  for (const std::int64_t length : lengths) ++counts[length];
  Json histogram = Json::array();
  for (const auto& [length, count] : counts) histogram.push_back({length, count});
  return histogram;
}

Json describe_split(const Sequences& sequences) {
  std::vector<std::int64_t> lengths = lengths_of(sequences);
  std::sort(lengths.begin(), lengths.end());
  std::int64_t steps = 0;
  for (const std::int64_t length : lengths) steps += length;
  const auto at = [&](double q) {
    return lengths[static_cast<std::size_t>(q * static_cast<double>(lengths.size() - 1))];
  };
  return {{"sequences", lengths.size()},
          {"steps", steps},
          {"min", at(0)},
          {"median", at(0.5)},
          {"p90", at(0.9)},
          {"p99", at(0.99)},
          {"max", at(1)},
          {"histogram", length_histogram(lengths)}};
}

void append_repairs(const std::vector<Repair>& repairs, Json& entries) {
  for (const Repair& repair : repairs)
    entries.push_back({{"what", repair.what}, {"count", repair.count}, {"first", repair.first}});
}

/// On how many rows each output of a floor was fitted; null where it is not fitted row by row.
Json fit_json(const FitRows& fit) { return fit.used.empty() ? Json() : Json{{"rows", fit.rows}, {"used", fit.used}}; }

Json published_json(const DatasetDescription& description) {
  Json scores = Json::array();
  for (const PublishedScore& score : description.published) {
    scores.push_back(
        {{"what", score.what}, {"metric", score.metric}, {"value", score.value}, {"source", score.source}});
  }
  return scores;
}

}  // namespace

void run_dataset_trial(const Json& request, const EventSink& events) {
  events.stage("data");
  const Dataset dataset = dataset_of(request);
  Json result{{"id", dataset.id},
              {"title", dataset.title},
              {"task", task_name(dataset.task)},
              {"outputs", dataset.outputs},
              {"features", dataset.feature_count},
              {"vocabulary", dataset.vocabulary},
              {"classes", dataset.classes},
              {"step_seconds", dataset.step_seconds},
              {"sha256", dataset.sha256},
              {"train", describe_split(dataset.train)},
              {"validation", describe_split(dataset.validation)},
              {"test", describe_split(dataset.test)},
              {"repairs", Json::array()},
              {"published", published_json(description_of(request))},
              {"floors", Json::array()}};
  append_repairs(dataset.repairs.entries(), result["repairs"]);
  events.stage("floors");
  for (const Floor& floor : floors_of(dataset)) {
    result["floors"].push_back({{"name", floor.name},
                                {"validation", measure_quality(dataset, dataset.validation, floor.validation)},
                                {"test", measure_quality(dataset, dataset.test, floor.test)},
                                {"fit", fit_json(floor.fit)}});
    append_repairs(rows_without_use(dataset, floor), result["repairs"]);
  }
  events.result(result);
}

}  // namespace gatewise
