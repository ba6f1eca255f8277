#include "training/terms/gradient_view.hpp"

#include "base/json.hpp"

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
  LookBack one{json.at("layer"),   json.at("direction"), json.at("by"),    {},
               json.at("horizon"), json.at("longest"),   json.at("median")};
  for (const Json& at : json.at("reach")) one.reach.push_back({at.at("steps"), at.at("norm"), at.at("share")});
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
  for (const Json& one : json.at("look_back")) view.look_back.push_back(look_back_of(one));
  for (const Json& one : json.at("saturation"))
    view.saturation.push_back({one.at("layer"), one.at("direction"), one.at("gate"), one.at("low"), one.at("high")});
}

}  // namespace gatewise
