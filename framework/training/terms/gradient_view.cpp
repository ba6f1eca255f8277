#include "training/terms/gradient_view.hpp"

#include "base/json.hpp"
#include "base/json_fields.hpp"

namespace gatewise {
namespace {

Json reach_json(const std::vector<Reach>& reach) {
  Json all = Json::array();
  for (const Reach& at : reach) all.push_back({{"steps", at.steps}, {"norm", at.norm}, {"share", at.share}});
  return all;
}

Json look_back_json(const LookBack& one) {
  return {
      {"layer", one.layer},     {"direction", one.direction}, {"by", one.by},        {"reach", reach_json(one.reach)},
      {"horizon", one.horizon}, {"longest", one.longest},     {"median", one.median}};
}

LookBack look_back_of(const Json& json) {
  LookBack one{count_at(json, "layer"),   integer_at(json, "direction", 0, 1), text_at(json, "by"),     {},
               count_at(json, "horizon"), count_at(json, "longest"),           count_at(json, "median")};
  for (const Json& at : member_of(json, "reach"))
    one.reach.push_back({count_at(at, "steps"), amount_at(at, "norm"), amount_at(at, "share")});
  return one;
}

}  // namespace

void to_json(Json& json, const GradientView& view) {
  json = {{"look_back", Json::array()}, {"saturation", Json::array()}};
  for (const LookBack& one : view.look_back) json["look_back"].push_back(look_back_json(one));
  for (const Saturation& one : view.saturation) {
    json["saturation"].push_back(
        {{"layer", one.layer}, {"direction", one.direction}, {"gate", one.gate}, {"low", one.low}, {"high", one.high}});
  }
}

void from_json(const Json& json, GradientView& view) {
  view = {};
  for (const Json& one : member_of(json, "look_back")) view.look_back.push_back(look_back_of(one));
  for (const Json& one : member_of(json, "saturation")) {
    view.saturation.push_back({count_at(one, "layer"), integer_at(one, "direction", 0, 1), text_at(one, "gate"),
                               share_at(one, "low"), share_at(one, "high")});
  }
}

}  // namespace gatewise
