#include "training/terms/epoch.hpp"

#include "base/json.hpp"
#include "base/json_fields.hpp"

namespace gatewise {

void to_json(Json& json, const Epoch& epoch) {
  json = {{"train_loss", epoch.train_loss},       {"validation_score", epoch.validation_score},
          {"gradient_norm", epoch.gradient_norm}, {"clipped_share", epoch.clipped_share},
          {"clipped_norm", epoch.clipped_norm},   {"median_norm", epoch.median_norm},
          {"largest_norm", epoch.largest_norm},   {"update_ratios", epoch.update_ratios},
          {"gradients", epoch.gradients}};
}

void from_json(const Json& json, Epoch& epoch) {
  epoch = {number_at(json, "train_loss"),   number_at(json, "validation_score"), amount_at(json, "gradient_norm"),
           share_at(json, "clipped_share"), amount_at(json, "clipped_norm"),     amount_at(json, "median_norm"),
           amount_at(json, "largest_norm")};
  epoch.update_ratios = numbers_at(json, "update_ratios");
  epoch.gradients = member_of(json, "gradients").get<GradientView>();
}

void to_json(Json& json, const Retry& retry) {
  json = {{"after_epochs", retry.after_epochs}, {"rate_factor", retry.rate_factor}, {"why", retry.why}};
}

void from_json(const Json& json, Retry& retry) {
  retry = {count_at(json, "after_epochs"), amount_at(json, "rate_factor"), text_at(json, "why")};
}

void to_json(Json& json, const Int8Phase& phase) {
  json = {{"after_epochs", phase.after_epochs}, {"score_before", phase.score_before}};
}

void from_json(const Json& json, Int8Phase& phase) {
  phase = {count_at(json, "after_epochs"), number_at(json, "score_before")};
}

}  // namespace gatewise
