#include "journal/record_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/own_file.hpp"
#include "training/terms/epoch.hpp"

namespace gatewise {
namespace {

const Json& list_at(const Json& object, const char* key) {
  const Json& list = member_of(object, key);
  if (!list.is_array()) throw std::runtime_error(fmt::format("'{}' is no list", key));
  return list;
}

void check_texts(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) text_at(object, key);
}

/// As check_texts(), of keys that need not be there, or may be null.
void check_texts_if_any(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (object.contains(key) && !object.at(key).is_null()) text_at(object, key);
  }
}

std::size_t tensors_of(const Json& training) {
  const Json& tensors = list_at(training, "tensors");
  for (const Json& name : tensors) {
    if (!name.is_string()) throw std::runtime_error("a name in 'tensors' is no text");
  }
  return tensors.size();
}

/// Older records say less of an epoch.
void check_epoch(const Json& json) {
  if (json.contains("gradients")) {
    json.get<Epoch>();
  } else {
    number_at(json, "validation_score");
    if (json.contains("train_loss")) number_at(json, "train_loss");
  }
}

void check_gradients(const Json& training) {
  training.at("untrained").get<GradientView>();
  const std::size_t tensors = tensors_of(training);
  for (const Json& json : training.at("epochs")) {
    const std::size_t ratios = json.get<Epoch>().update_ratios.size();
    if (ratios != 0 && ratios != tensors)
      throw std::runtime_error(fmt::format("an epoch has {} update ratios of {} tensors", ratios, tensors));
  }
  check_texts(member_of(training, "flags"), {"vanishing", "exploding"});
}

void check_epochs(const Json& training) {
  const Json& epochs = list_at(training, "epochs");
  for (const Json& epoch : epochs) check_epoch(epoch);
  const auto count = static_cast<std::int64_t>(epochs.size());
  if (count == 0) throw std::runtime_error("it has no epochs");
  integer_at(training, "best_epoch", 0, count - 1);
  if (training.contains("untrained")) check_gradients(training);
  if (training.contains("retry") && training.at("retry").get<Retry>().after_epochs > count)
    throw std::runtime_error("it was taken up again after more epochs than it has");
  if (training.contains("int8") && training.at("int8").get<Int8Phase>().after_epochs > count)
    throw std::runtime_error("its int8 phase begins after more epochs than it has");
}

void check_split(const Json& split) {
  for (const char* key : {"sequences", "steps", "min", "median", "p90", "p99", "max"}) count_at(split, key);
  if (!split.contains("histogram")) return;
  for (const Json& bar : list_at(split, "histogram")) {
    if (!bar.is_array() || bar.size() != 2) throw std::runtime_error("a histogram of lengths has no pairs");
    for (const Json& number : bar) integer_of(number, "length", 0, most_count);
  }
}

}  // namespace

TrainedWeights weights_in(const Json& training) {
  TrainedWeights weights{text_at(training, "weights_file"), text_at(training, "weights_sha256")};
  if (!is_bare_name(weights.file))
    throw std::runtime_error(
        fmt::format("'weights_file' is '{}'; it must be the bare name of a file in weights/", weights.file));
  return weights;
}

Json checked_training(Json training) {
  if (!training.is_object()) throw std::runtime_error("its result is no JSON object");
  if (training.contains("parameters")) integer_at(training, "parameters", 1, most_count);
  if (training.contains("file_bytes")) amount_at(training, "file_bytes");
  if (training.contains("cut")) training.at("cut").get<bool>();
  check_texts_if_any(training, {"weights_sha256"});
  if (training.contains("weights_file")) weights_in(training);
  if (training.contains("updates")) count_at(training, "updates");
  if (training.contains("epochs")) check_epochs(training);
  if (training.contains("untrained")) member_of(training, "epochs");
  return training;
}

void check_dataset(const Json& dataset) {
  check_texts(dataset, {"id", "title"});
  check_texts_if_any(dataset, {"task", "sha256"});
  if (dataset.contains("step_seconds")) amount_at(dataset, "step_seconds");
  for (const char* split : {"train", "validation", "test"}) check_split(member_of(dataset, split));
  for (const Json& repair : dataset.value("repairs", Json::array())) {
    check_texts(repair, {"what", "first"});
    count_at(repair, "count");
  }
  for (const Json& score : dataset.value("published", Json::array())) {
    check_texts(score, {"what", "metric", "source"});
    number_at(score, "value");
  }
  for (const Json& floor : list_at(dataset, "floors")) text_at(floor, "name");
}

void check_environment(const Json& environment) {
  if (environment.is_null()) return;
  if (!environment.is_object()) throw std::runtime_error("it is no JSON object");
  check_texts_if_any(environment, {"class", "cpu", "isa", "caches"});
  if (environment.contains("cores")) integer_at(environment, "cores", 0, 1'000'000);
  if (environment.contains("pinned")) environment.at("pinned").get<bool>();
  for (const Json& warning : environment.value("warnings", Json::array())) {
    if (!warning.is_string()) throw std::runtime_error("a warning is no text");
  }
}

const Json& blocks_of(const Json& cost) {
  const Json& blocks = list_at(cost, "blocks");
  if (!std::all_of(blocks.begin(), blocks.end(), [](const Json& block) { return block.is_object(); }))
    throw std::runtime_error("a block is no JSON object");
  return blocks;
}

void check_plugin(const Json& plugin) {
  if (!plugin.is_object()) throw std::runtime_error("'plugin' is no JSON object");
  check_texts_if_any(plugin, {"id", "version", "library", "sha256"});
}

void check_cell(const Json& cell) {
  if (!cell.is_object()) throw std::runtime_error("'cell' is no JSON object");
  check_texts_if_any(cell, {"implementation", "precision", "isa", "lengths"});
  if (cell.contains("threads")) count_at(cell, "threads");
  if (cell.contains("approximate")) cell.at("approximate").get<bool>();
}

}  // namespace gatewise
