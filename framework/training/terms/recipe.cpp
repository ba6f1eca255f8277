#include "training/terms/recipe.hpp"

#include "base/json.hpp"

namespace gatewise {
namespace {

/// Calls f(key, member) for each key that the first trainers did not know. It is written only where it differs from
/// what they did, so that the keys of their records stay.
template <class Function>
void for_each_later_key(Function f) {
  f("optimizer", &Recipe::optimizer);
  f("momentum", &Recipe::momentum);
  f("nesterov", &Recipe::nesterov);
  f("class_weights", &Recipe::class_weights);
  f("class_weight_list", &Recipe::class_weight_list);
  f("class_weight_names", &Recipe::class_weight_names);
  f("schedule_epochs", &Recipe::schedule_epochs);
  f("schedule_patience", &Recipe::schedule_patience);
  f("schedule_factor", &Recipe::schedule_factor);
  f("clip_value", &Recipe::clip_value);
  f("carry_state", &Recipe::carry_state);
  f("int8_epochs", &Recipe::int8_epochs);
  f("time_stretch", &Recipe::time_stretch);
  f("on_divergence", &Recipe::on_divergence);
  f("retry_factor", &Recipe::retry_factor);
}

}  // namespace

void to_json(Json& json, const Recipe& r) {
  json = {{"epochs", r.epochs},
          {"patience", r.patience},
          {"peak_learning_rate", r.peak_learning_rate},
          {"loss", r.loss},
          {"schedule", r.schedule},
          {"warmup_steps", r.warmup_steps},
          {"clip_norm", r.clip_norm},
          {"weight_decay", r.weight_decay},
          {"input_dropout", r.input_dropout},
          {"recurrent_dropout", r.recurrent_dropout},
          {"output_dropout", r.output_dropout},
          {"truncated_bptt_steps", r.truncated_bptt_steps},
          {"batching", r.batching}};
  const Recipe standard;
  for_each_later_key([&](const char* key, auto member) {
    if (r.*member != standard.*member) json[key] = r.*member;
  });
}

void from_json(const Json& json, Recipe& r) {
  json.at("epochs").get_to(r.epochs);
  json.at("patience").get_to(r.patience);
  json.at("peak_learning_rate").get_to(r.peak_learning_rate);
  json.at("loss").get_to(r.loss);
  json.at("schedule").get_to(r.schedule);
  json.at("warmup_steps").get_to(r.warmup_steps);
  json.at("clip_norm").get_to(r.clip_norm);
  json.at("weight_decay").get_to(r.weight_decay);
  json.at("input_dropout").get_to(r.input_dropout);
  json.at("recurrent_dropout").get_to(r.recurrent_dropout);
  json.at("output_dropout").get_to(r.output_dropout);
  json.at("truncated_bptt_steps").get_to(r.truncated_bptt_steps);
  json.at("batching").get_to(r.batching);
  for_each_later_key([&](const char* key, auto member) {
    if (json.contains(key)) json.at(key).get_to(r.*member);
  });
}

}  // namespace gatewise
