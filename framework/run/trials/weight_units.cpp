#include "run/trials/weight_units.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "data/dataset.hpp"

namespace gatewise {
namespace {

constexpr const char* units_key = "units";

Json units_of(const Dataset& dataset) {
  Json units = Json::object();
  if (!dataset.feature_mean.empty())
    units["input"] = {{"mean", dataset.feature_mean}, {"scale", dataset.feature_scale}};
  if (answers_numbers(dataset.task)) units["output"] = {{"mean", dataset.target_mean}, {"scale", dataset.target_scale}};
  return units;
}

Tensor floats_of(const std::vector<double>& values) {
  Tensor tensor{{static_cast<std::int64_t>(values.size())}, {}};
  for (const double value : values) tensor.data.push_back(static_cast<float>(value));
  return tensor;
}

}  // namespace

void add_units(const Dataset& dataset, TensorFile& weights) {
  const Json units = units_of(dataset);
  if (units.contains("input")) {
    weights.tensors["input.mean"] = floats_of(dataset.feature_mean);
    weights.tensors["input.scale"] = floats_of(dataset.feature_scale);
  }
  if (units.contains("output")) {
    weights.tensors["output.mean"] = floats_of(dataset.target_mean);
    weights.tensors["output.scale"] = floats_of(dataset.target_scale);
  }
  if (!units.empty()) weights.metadata[units_key] = json_text(units);
}

void check_units(const Dataset& dataset, const TensorFile& weights, const std::filesystem::path& file) {
  if (!answers_numbers(dataset.task)) return;
  const auto found = weights.metadata.find(units_key);
  if (found != weights.metadata.end() && found->second == json_text(units_of(dataset))) return;
  throw InputError(fmt::format(
      "{}: these weights {}, so that what they answer would be read as something else; remove the file and run again, "
      "which trains anew",
      file.string(),
      found == weights.metadata.end() ? "do not say in which units they answer, as those of version 0.7.0 and before"
                                      : "were trained in other units than the dataset's"));
}

void check_shapes(const ModelShape& shape, const TensorFile& weights, const std::filesystem::path& file) {
  for (const Parameter& parameter : shape.parameters()) {
    const auto found = weights.tensors.find(parameter.name);
    if (found != weights.tensors.end() && found->second.shape == parameter.shape) continue;
    const std::string has =
        found == weights.tensors.end() ? "no such tensor" : fmt::format("[{}]", fmt::join(found->second.shape, ", "));
    throw InputError(fmt::format(
        "{}: these weights are of another model: {} is {} there and [{}] in {}; remove the file and run again, which "
        "trains anew",
        file.string(), parameter.name, has, fmt::join(parameter.shape, ", "), shape.architecture.id()));
  }
}

}  // namespace gatewise
