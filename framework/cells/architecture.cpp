#include "cells/architecture.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/json_fields.hpp"

namespace gatewise {
namespace {

/// The limit of a size or a length in a file: products of two are still far from the largest whole number.
constexpr std::int64_t most_extent = std::int64_t{1} << 30;

}  // namespace

std::string Architecture::id() const {
  std::string id =
      hidden > 0 ? fmt::format("{}-h{}-l{}", family, hidden, layers) : fmt::format("{}-l{}", family, layers);
  if (embedding > 0) id += fmt::format("-e{}", embedding);
  if (output_delay > 0) id += fmt::format("-d{}", output_delay);
  if (input > 0) id += fmt::format("-i{}", input);
  if (steps > 0) id += fmt::format("-t{}", steps);
  if (lanes > 0) id += fmt::format("-n{}", lanes);
  return bidirectional ? id + "-bi" : id;
}

std::int64_t ModelShape::layer_input(std::int64_t layer) const {
  if (layer > 0) return head_input();
  return architecture.embedding > 0 ? architecture.embedding : features;
}

std::string layer_parameter(const std::string& name, std::int64_t layer, bool reverse) {
  return fmt::format("rnn.{}_l{}{}", name, layer, reverse ? "_reverse" : "");
}

std::vector<Parameter> ModelShape::parameters() const {
  std::vector<Parameter> all;
  if (architecture.embedding > 0) {
    all.push_back({"embedding.weight", {vocabulary, architecture.embedding}, {Initial::Kind::normal, 1, {0.1F}}});
  }
  for (std::int64_t layer = 0; layer < architecture.layers; ++layer) {
    for (std::int64_t direction = 0; direction < architecture.directions(); ++direction) {
      for (Parameter& parameter :
           cell_parameters(find_family(architecture.family), layer_input(layer), architecture.hidden)) {
        parameter.name = layer_parameter(parameter.name, layer, direction == 1);
        all.push_back(std::move(parameter));
      }
    }
  }
  all.push_back({"head.weight", {outputs, head_input()}, {Initial::Kind::glorot}});
  all.push_back({"head.bias", {outputs}});
  return all;
}

namespace {

/// The elements of those tensors of a cell that `counts` takes; all layers above the first are alike.
template <class Counts>
std::int64_t elements_of_cells(const ModelShape& shape, Counts counts) {
  const auto of_layer = [&](std::int64_t layer) {
    std::int64_t count = 0;
    for (const Parameter& parameter :
         cell_parameters(find_family(shape.architecture.family), shape.layer_input(layer), shape.architecture.hidden))
      count += counts(parameter) ? parameter.elements() : 0;
    return count * shape.architecture.directions();
  };
  const std::int64_t layers = shape.architecture.layers;
  return layers == 0 ? 0 : of_layer(0) + (layers > 1 ? (layers - 1) * of_layer(1) : 0);
}

}  // namespace

std::int64_t ModelShape::parameter_count() const {
  const std::int64_t embedding = vocabulary * architecture.embedding;
  return embedding + elements_of_cells(*this, [](const Parameter&) { return true; }) + outputs * (head_input() + 1);
}

std::int64_t ModelShape::multiply_adds_per_step() const {
  const auto is_matrix = [](const Parameter& parameter) { return parameter.shape.size() == 2; };
  return elements_of_cells(*this, is_matrix) + outputs * head_input();
}

std::int64_t ModelShape::elements_per_step() const {
  const std::int64_t other_rows = architecture.embedding > 0 ? (vocabulary - 1) * architecture.embedding : 0;
  return parameter_count() - other_rows;
}

void to_json(Json& json, const Architecture& a) {
  json = {{"family", a.family},       {"hidden", a.hidden},
          {"layers", a.layers},       {"bidirectional", a.bidirectional},
          {"embedding", a.embedding}, {"output_delay", a.output_delay}};
  if (a.input == 0) return;
  json["input"] = a.input;
  json["steps"] = a.steps;
  json["lanes"] = a.lanes;
}

void from_json(const Json& json, Architecture& a) {
  // One that has no dataset to say so says more.
  const auto given = [&](const char* key) { return json.contains(key) ? integer_at(json, key, 0, most_extent) : 0; };
  a = {text_at(json, "family"),
       integer_at(json, "hidden", 0, most_extent),
       integer_at(json, "layers", 1, most_extent),
       member_of(json, "bidirectional").get<bool>(),
       integer_at(json, "embedding", 0, most_extent),
       integer_at(json, "output_delay", 0, most_extent),
       given("input"),
       given("steps"),
       given("lanes")};
}

void to_json(Json& json, const ModelShape& shape) {
  json = {{"architecture", shape.architecture},
          {"features", shape.features},
          {"vocabulary", shape.vocabulary},
          {"outputs", shape.outputs},
          {"read_out", shape.read_out == ReadOut::every_step ? "every_step" : "last_step"}};
}

void from_json(const Json& json, ModelShape& shape) {
  json.at("architecture").get_to(shape.architecture);
  shape.features = integer_at(json, "features", 0, most_extent);
  shape.vocabulary = integer_at(json, "vocabulary", 0, most_extent);
  shape.outputs = integer_at(json, "outputs", 0, most_extent);
  shape.read_out = json.at("read_out") == "every_step" ? ReadOut::every_step : ReadOut::last_step;
}

}  // namespace gatewise
