#include "reports/json/training_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "base/json.hpp"

namespace gatewise {
namespace {

/// Four significant digits: a report holds thousands of these.
double brief(double value) {
  return std::isfinite(value) ? std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr) : value;
}

OrderedJson briefly(const Json& json) {
  if (json.is_number_float()) return brief(json.get<double>());
  if (!json.is_structured()) return OrderedJson(json);
  OrderedJson all = json.is_array() ? OrderedJson::array() : OrderedJson::object();
  for (const auto& [key, value] : json.items()) {
    if (json.is_array()) {
      all.push_back(briefly(value));
    } else {
      all[key] = briefly(value);
    }
  }
  return all;
}

/// An epoch's figures, and of its view the horizons alone.
OrderedJson epoch_json(const Json& epoch) {
  OrderedJson json;
  for (const char* key : {"train_loss", "validation_score", "gradient_norm", "clipped_norm", "median_norm",
                          "largest_norm", "clipped_share", "update_ratios"})
    json[key] = briefly(epoch.at(key));
  json["horizons"] = OrderedJson::array();
  for (const Json& look : epoch.at("gradients").at("look_back"))
    json["horizons"].push_back(look.at("horizon").get<std::int64_t>());
  return json;
}

OrderedJson flag_json(const std::string& flag) { return flag.empty() ? OrderedJson(nullptr) : OrderedJson(flag); }

OrderedJson training_json(const TrainingFigure& training) {
  const Json& result = training.result;
  OrderedJson epochs = OrderedJson::array();
  for (const Json& epoch : result.at("epochs")) epochs.push_back(epoch_json(epoch));
  const Json& best = result.at("epochs").at(result.at("best_epoch").get<std::size_t>());
  return {{"architecture", training.architecture.id()},
          {"family", training.architecture.family},
          {"hidden", training.architecture.hidden},
          {"seed", training.seed},
          {"updates", result.at("updates")},
          {"best_epoch", result.at("best_epoch")},
          {"tensors", result.at("tensors")},
          {"epochs", epochs},
          {"untrained", briefly(result.at("untrained"))},
          {"best", briefly(best.at("gradients"))},
          {"flags",
           {{"vanishing", flag_json(result.at("flags").at("vanishing"))},
            {"exploding", flag_json(result.at("flags").at("exploding"))}}}};
}

}  // namespace

OrderedJson trainings_json(const Evidence& evidence) {
  OrderedJson all = OrderedJson::array();
  for (const TrainingFigure& training : evidence.trainings) {
    if (training.result.contains("untrained")) all.push_back(training_json(training));
  }
  return all;
}

}  // namespace gatewise
