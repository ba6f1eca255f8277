#include "cells/family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <list>
#include <utility>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/nearest_name.hpp"

namespace gatewise {
namespace {

constexpr std::array<std::pair<const char*, Initial::Kind>, 5> initial_kinds{
    {{"constant", Initial::Kind::constant},
     {"uniform", Initial::Kind::uniform},
     {"normal", Initial::Kind::normal},
     {"glorot", Initial::Kind::glorot},
     {"orthogonal", Initial::Kind::orthogonal}}};

/// W_ih, W_hh and two biases with a block of H rows for each gate. Biases start at 0 but the LSTM's forget gate at 1
/// (Jozefowicz et al. 2015), in b_ih alone, so that the sum is 1.
Family with_gates(std::string id, std::vector<std::string> gates, std::int64_t state_vectors) {
  const auto count = static_cast<std::int64_t>(gates.size());
  const Extent rows{0, 0, count};
  std::vector<float> first_bias;
  for (const std::string& gate : gates) first_bias.push_back(id == "lstm" && gate == "f" ? 1.0F : 0.0F);
  return {std::move(id),
          {{"weight_ih", {rows, {0, 1, 0}}, {Initial::Kind::glorot, count}},
           {"weight_hh", {rows, {0, 0, 1}}, {Initial::Kind::orthogonal, count}},
           {"bias_ih", {rows}, {Initial::Kind::constant, count, first_bias}},
           {"bias_hh", {rows}, {Initial::Kind::constant, count}}},
          std::move(gates),
          state_vectors};
}

/// Plugins' families of this process. A list, since find_family() hands out references.
std::list<Family>& added() {
  static std::list<Family> all;
  return all;
}

const Family* lookup(std::string_view id) {
  const auto has_id = [&](const Family& family) { return family.id == id; };
  const std::vector<Family>& own = built_in_families();
  if (const auto found = std::find_if(own.begin(), own.end(), has_id); found != own.end()) return &*found;
  const auto found = std::find_if(added().begin(), added().end(), has_id);
  return found == added().end() ? nullptr : &*found;
}

constexpr std::int64_t most_of_extent = std::int64_t{1} << 20;

Extent extent_of(const Json& json) {
  const auto part = [&](std::size_t i) { return integer_of(json.at(i), "extent of a tensor", 0, most_of_extent); };
  return {part(0), part(1), part(2)};
}

}  // namespace

const std::vector<Family>& built_in_families() {
  static const std::vector<Family> all{
      with_gates("rnn_tanh", {"h"}, 1),
      with_gates("rnn_relu", {"h"}, 1),
      with_gates("lstm", {"i", "f", "g", "o"}, 2),
      with_gates("gru", {"r", "z", "n"}, 1),
      with_gates("gru_reset_before", {"r", "z", "n"}, 1),
  };
  return all;
}

const Family& add_family(const Family& family) {
  const auto known = std::find_if(added().begin(), added().end(), [&](const Family& f) { return f.id == family.id; });
  if (known == added().end()) {
    if (lookup(family.id) != nullptr)
      throw InputError(
          fmt::format("cell family '{}' is one of the host's own; give the plugin's another name", family.id));
    return added().emplace_back(family);
  }
  if (known->parameters != family.parameters)
    throw InputError(
        fmt::format("cell family '{}' is declared twice with different parameters; give one another name", family.id));
  if (known->equations == nullptr) known->equations = family.equations;
  return *known;
}

std::vector<std::string> family_ids() {
  std::vector<std::string> ids;
  for (const Family& family : built_in_families()) ids.push_back(family.id);
  for (const Family& family : added()) ids.push_back(family.id);
  return ids;
}

const Family& find_family(std::string_view id) {
  if (const Family* family = lookup(id)) return *family;
  throw InputError(fmt::format("unknown cell family '{}'{}", id, suggestion(id, family_ids())));
}

std::int64_t Parameter::elements() const {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) count *= extent;
  return count;
}

std::vector<Parameter> cell_parameters(const Family& family, std::int64_t input, std::int64_t hidden) {
  std::vector<Parameter> all;
  for (const ParameterRule& rule : family.parameters) {
    Parameter& parameter = all.emplace_back(Parameter{rule.name, {}, rule.initial});
    for (const Extent& extent : rule.shape) parameter.shape.push_back(extent.of(input, hidden));
  }
  return all;
}

void to_json(Json& json, const Family& family) {
  json = {{"id", family.id}, {"title", family.title}, {"trains", family.trains}, {"parameters", Json::array()}};
  for (const ParameterRule& rule : family.parameters) {
    Json shape = Json::array();
    for (const Extent& extent : rule.shape) shape.push_back({extent.constant, extent.per_input, extent.per_hidden});
    const auto kind = std::find_if(initial_kinds.begin(), initial_kinds.end(),
                                   [&](const auto& known) { return known.second == rule.initial.kind; });
    json["parameters"].push_back({{"name", rule.name},
                                  {"shape", shape},
                                  {"initial", kind->first},
                                  {"blocks", rule.initial.blocks},
                                  {"values", rule.initial.values}});
  }
}

void from_json(const Json& json, Family& family) {
  family = {json.at("id"), {}, {}, 0, json.at("title"), json.at("trains"), nullptr};
  for (const Json& said : json.at("parameters")) {
    ParameterRule& rule = family.parameters.emplace_back();
    rule.name = said.at("name");
    for (const Json& extent : said.at("shape")) rule.shape.push_back(extent_of(extent));
    if (rule.shape.empty() || rule.shape.size() > 2)
      throw InputError(fmt::format("a tensor of cell family '{}' has {} extents", family.id, rule.shape.size()));
    const auto kind = std::find_if(initial_kinds.begin(), initial_kinds.end(),
                                   [&](const auto& known) { return said.at("initial") == known.first; });
    if (kind == initial_kinds.end())
      throw InputError(fmt::format("no way to fill a tensor is called {}", said.at("initial").dump()));
    rule.initial = {kind->second, integer_at(said, "blocks", 1, most_of_extent), said.at("values")};
  }
}

}  // namespace gatewise
