#include "host/plugin_family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "cells/family_equations.hpp"
#include "host/adopt.hpp"
#include "host/message.hpp"
#include "host/refusal.hpp"

namespace gatewise {
namespace {

/// gw.train/0 behind the interface that the trainer and the oracle call.
class PluginEquations : public FamilyEquations {
 public:
  PluginEquations(const gw_train& table, std::string family, std::string precision)
      : table_(table), family_(std::move(family)), precision_(std::move(precision)) {}

  std::uint64_t tape_bytes(const PackedPass<float>& pass) const override { return bytes_of(pass); }
  std::uint64_t tape_bytes(const PackedPass<double>& pass) const override { return bytes_of(pass); }
  void forward(const PackedPass<float>& pass) const override { call("forward", table_.forward, pass); }
  void forward(const PackedPass<double>& pass) const override { call("forward", table_.forward, pass); }
  void backward(const PackedPass<float>& pass) const override { call("backward", table_.backward, pass); }
  void backward(const PackedPass<double>& pass) const override { call("backward", table_.backward, pass); }
  RecurrentDropout recurrent_dropout() const override {
    if ((table_.flags & GW_TRAIN_RECURRENT_DROPOUT) != 0) return RecurrentDropout::honoured;
    return (table_.flags & GW_TRAIN_NO_RECURRENT_WEIGHTS) != 0 ? RecurrentDropout::vacuous : RecurrentDropout::refused;
  }

 private:
  template <class Real>
  gw_spec spec_of(const PackedPass<Real>& pass) const {
    return {sizeof(gw_spec), 0, family_.c_str(), precision_.c_str(), pass.input, pass.hidden};
  }

  /// Borrows the pass and the lists of pointers.
  template <class Real>
  static gw_train_pass table_of(const PackedPass<Real>& pass, const std::vector<const void*>& weights,
                                const std::vector<void*>& d_weights) {
    return {sizeof(gw_train_pass),
            sizeof(Real),
            static_cast<std::int64_t>(pass.active.size()),
            pass.rows,
            pass.active.data(),
            pass.truncate,
            pass.mask,
            weights.data(),
            pass.x,
            pass.y,
            pass.tape,
            pass.dy,
            d_weights.empty() ? nullptr : d_weights.data(),
            pass.dx};
  }

  template <class Real>
  std::uint64_t bytes_of(const PackedPass<Real>& pass) const {
    const gw_spec spec = spec_of(pass);
    const gw_train_pass theirs = table_of(pass, {}, {});
    std::uint64_t bytes = 0;
    Message message;
    check("tape_bytes", table_.tape_bytes(&spec, &theirs, &bytes, message.text.data(), message.text.size()), message);
    return bytes;
  }

  template <class Real, class Function>
  void call(const char* stage, Function function, const PackedPass<Real>& pass) const {
    const gw_spec spec = spec_of(pass);
    const std::vector<const void*> weights(pass.weights.begin(), pass.weights.end());
    const std::vector<void*> d_weights(pass.d_weights.begin(), pass.d_weights.end());
    const gw_train_pass theirs = table_of(pass, weights, d_weights);
    Message message;
    check(stage, function(&spec, &theirs, message.text.data(), message.text.size()), message);
  }

  gw_train table_;
  std::string family_;
  std::string precision_;
};

/// Where a declaration stands, for messages.
struct Place {
  const std::filesystem::path& file;
  std::string family;

  [[noreturn]] void refuse(const std::string& reason) const {
    gatewise::refuse(file, fmt::format("family '{}': {}", family, reason));
  }
};

Initial::Kind kind_of(const Place& place, const gw_parameter& parameter) {
  switch (parameter.init) {
    case GW_INIT_CONSTANT:
      return Initial::Kind::constant;
    case GW_INIT_UNIFORM:
      return Initial::Kind::uniform;
    case GW_INIT_NORMAL:
      return Initial::Kind::normal;
    case GW_INIT_GLOROT:
      return Initial::Kind::glorot;
    case GW_INIT_ORTHOGONAL:
      return Initial::Kind::orthogonal;
    default:
      place.refuse(fmt::format("'{}' has init {}; it is one of GW_INIT_*", parameter.name, parameter.init));
  }
}

/// Every extent must be at least 1 for every I and H, and its blocks equal.
void check_extents(const Place& place, const ParameterRule& rule) {
  constexpr std::int64_t most = std::int64_t{1} << 20;
  for (const Extent& e : rule.shape) {
    if (std::max({e.constant, e.per_input, e.per_hidden}) > most)
      place.refuse(fmt::format("'{}' has an extent beyond 2^20 times I or H; no such tensor is meant", rule.name));
    if (e.constant < 0 || e.per_input < 0 || e.per_hidden < 0 || e.constant + e.per_input + e.per_hidden < 1)
      place.refuse(
          fmt::format("'{}' has an extent that can be empty; all parts are at least 0, one is more", rule.name));
  }
  const Extent& rows = rule.shape.front();
  const std::int64_t blocks = rule.initial.blocks;
  if (blocks < 1 || rows.constant % blocks != 0 || rows.per_input % blocks != 0 || rows.per_hidden % blocks != 0)
    place.refuse(
        fmt::format("'{}' can't be cut into {} equal blocks; see gw_parameter.init_blocks", rule.name, blocks));
  if (rule.initial.kind != Initial::Kind::orthogonal) return;
  const Extent block{rows.constant / blocks, rows.per_input / blocks, rows.per_hidden / blocks};
  if (rule.shape.size() != 2 || !(block == rule.shape[1]))
    place.refuse(
        fmt::format("'{}' is to be orthogonal and its blocks are not square; draw it by GW_INIT_GLOROT", rule.name));
}

ParameterRule rule_of(const Place& place, const gw_parameter* theirs, std::uint32_t index) {
  if (theirs == nullptr)
    place.refuse(fmt::format("parameter {} is NULL; parameter_count is larger than the table", index));
  const gw_parameter parameter = adopt(theirs);
  if (!is_id(parameter.name))
    place.refuse(
        fmt::format("parameter {} has no usable name; use lower-case letters, digits and '_', a letter first", index));
  if (parameter.rank < 1 || parameter.rank > 2)
    place.refuse(fmt::format("'{}' has rank {}; it is 1 or 2", parameter.name, parameter.rank));
  ParameterRule rule{parameter.name, {}, {kind_of(place, parameter), parameter.init_blocks, {}}};
  for (std::uint32_t d = 0; d < parameter.rank; ++d)
    rule.shape.push_back({parameter.shape[d].constant, parameter.shape[d].per_input, parameter.shape[d].per_hidden});
  check_extents(place, rule);
  const bool needs_values = rule.initial.kind == Initial::Kind::uniform || rule.initial.kind == Initial::Kind::normal;
  if (parameter.init_values != nullptr) {
    rule.initial.values.assign(parameter.init_values, parameter.init_values + parameter.init_blocks);
    for (const float value : rule.initial.values) {
      if (!std::isfinite(value))
        place.refuse(fmt::format("'{}' has init_values that are not finite; repair them", rule.name));
    }
  } else if (needs_values) {
    place.refuse(fmt::format("'{}' is drawn at random and nothing says how widely; fill init_values", rule.name));
  }
  return rule;
}

std::shared_ptr<const FamilyEquations> equations_of(const Place& place, const gw_cell_type& cell) {
  const auto* theirs = static_cast<const gw_train*>(cell.extension(GW_TRAIN_EXTENSION));
  if (theirs == nullptr) return nullptr;
  const gw_train table = adopt(theirs);
  for (const void* function :
       {reinterpret_cast<const void*>(table.tape_bytes), reinterpret_cast<const void*>(table.forward),
        reinterpret_cast<const void*>(table.backward)}) {
    if (function == nullptr) place.refuse("its gw.train/0 lacks a function; fill tape_bytes, forward and backward");
    if (!lies_in(place.file, function))
      place.refuse("a function of its gw.train/0 lies in another library; build the plugin with hidden visibility");
  }
  return std::make_shared<PluginEquations>(table, cell.family, cell.precision);
}

}  // namespace

std::optional<Family> family_of(const std::filesystem::path& file, const gw_cell_type& cell) {
  const auto* theirs =
      cell.extension == nullptr ? nullptr : static_cast<const gw_family*>(cell.extension(GW_FAMILY_EXTENSION));
  if (theirs == nullptr) return std::nullopt;
  const gw_family said = adopt(theirs);
  const Place place{file, cell.family};
  if (text_of(said.name) != cell.family)
    place.refuse(fmt::format("its cell brings family '{}'; both names must be the same", text_of(said.name)));
  if (!is_id(said.name)) place.refuse("its name is none; use lower-case letters, digits and '_', a letter first");
  for (const Family& own : built_in_families()) {
    if (own.id == place.family) place.refuse("is one of the host's own; give the plugin's another name");
  }
  if (said.parameters == nullptr || said.parameter_count == 0)
    place.refuse("declares no parameters; fill gw_family.parameters and parameter_count");
  Family family{place.family, {}, {}, 0, text_of(said.title), false, nullptr};
  std::set<std::string> names;
  for (std::uint32_t i = 0; i < said.parameter_count; ++i) {
    family.parameters.push_back(rule_of(place, said.parameters[i], i));
    if (!names.insert(family.parameters.back().name).second)
      place.refuse(fmt::format("declares '{}' twice; give one another name", family.parameters.back().name));
  }
  family.equations = equations_of(place, cell);
  family.trains = family.equations != nullptr;
  return family;
}

}  // namespace gatewise
