#include "training/terms/epoch.hpp"

#include "base/json.hpp"

namespace gatewise {

void to_json(Json& json, const Epoch& epoch) {
  json = {{"train_loss", epoch.train_loss},       {"validation_score", epoch.validation_score},
          {"gradient_norm", epoch.gradient_norm}, {"clipped_share", epoch.clipped_share},
          {"clipped_norm", epoch.clipped_norm},   {"median_norm", epoch.median_norm},
          {"largest_norm", epoch.largest_norm},   {"update_ratios", epoch.update_ratios},
          {"gradients", epoch.gradients}};
}

void from_json(const Json& json, Epoch& epoch) {
  epoch = {json.at("train_loss"),   json.at("validation_score"), json.at("gradient_norm"), json.at("clipped_share"),
           json.at("clipped_norm"), json.at("median_norm"),      json.at("largest_norm")};
  epoch.update_ratios = json.at("update_ratios").get<std::vector<double>>();
  epoch.gradients = json.at("gradients").get<GradientView>();
}

void to_json(Json& json, const Retry& retry) {
  json = {{"after_epochs", retry.after_epochs}, {"rate_factor", retry.rate_factor}, {"why", retry.why}};
}

void from_json(const Json& json, Retry& retry) {
  retry = {json.at("after_epochs"), json.at("rate_factor"), json.at("why")};
}

void to_json(Json& json, const Int8Phase& phase) {
  json = {{"after_epochs", phase.after_epochs}, {"score_before", phase.score_before}};
}

void from_json(const Json& json, Int8Phase& phase) { phase = {json.at("after_epochs"), json.at("score_before")}; }

}  // namespace gatewise
