// Cell families as data: what the host knows of each kind of recurrent cell.
#ifndef GATEWISE_CELLS_FAMILY_HPP
#define GATEWISE_CELLS_FAMILY_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise {

class FamilyEquations;

/// How a tensor's first values are drawn. The first extent is cut into `blocks` equal parts (a cell's gates), each
/// filled on its own.
struct Initial {
  enum class Kind {
    constant,    ///< values[block]; 0 where there are none
    uniform,     ///< within ± values[block]
    normal,      ///< with deviation values[block]
    glorot,      ///< uniform by a block's fan-in and fan-out (Glorot and Bengio 2010)
    orthogonal,  ///< each block square, with orthonormal rows (Saxe et al. 2014)
  };
  Kind kind = Kind::constant;
  std::int64_t blocks = 1;
  std::vector<float> values{};  ///< [blocks] or empty

  bool operator==(const Initial&) const = default;
};

/// A tensor's extent in a layer of I inputs and H hidden units: constant + per_input·I + per_hidden·H.
struct Extent {
  std::int64_t constant = 0, per_input = 0, per_hidden = 0;

  std::int64_t of(std::int64_t input, std::int64_t hidden) const {
    return constant + per_input * input + per_hidden * hidden;
  }
  bool operator==(const Extent&) const = default;
};

/// One weight tensor of a family, for every I and H.
struct ParameterRule {
  std::string name;  ///< PyTorch's where it has one: weight_ih, weight_hh, bias_ih, bias_hh
  std::vector<Extent> shape;
  Initial initial;

  bool operator==(const ParameterRule&) const = default;
};

/// A family's equations are cells/oracle.cpp for the host's own, `equations` for one that a plugin brings; this is the
/// rest.
struct Family {
  std::string id;
  std::vector<ParameterRule> parameters;
  std::vector<std::string> gates{};  ///< canonical (PyTorch's) order; its size is G. The host's own families only
  std::int64_t state_vectors = 0;    ///< of H values each: h, and c for the LSTM. The host's own families only
  std::string title{};               ///< where a plugin's family is from
  bool trains = false;               ///< whether the plugin that brings it has its equations
  std::shared_ptr<const FamilyEquations> equations{};  ///< of a plugin's family, in a process that has loaded it

  bool built_in() const { return !gates.empty(); }
  std::int64_t gate_count() const { return static_cast<std::int64_t>(gates.size()); }
};

/// The host's own five.
const std::vector<Family>& built_in_families();

/// Makes a plugin's family known to this process, or gives one that is known its equations. Throws InputError where the
/// name is one of the host's own, or is known with other parameters. Call it while this process has one thread.
const Family& add_family(const Family& family);

/// Among the host's own and those added. Throws InputError with the nearest name.
const Family& find_family(std::string_view id);

/// The host's own and those added.
std::vector<std::string> family_ids();

/// The shape of one weight tensor of a cell or a model.
struct Parameter {
  std::string name;
  std::vector<std::int64_t> shape;
  Initial initial{};

  std::int64_t elements() const;
};

/// A cell's tensors in the family's order; for the host's own families weight_ih [G·H, I], weight_hh [G·H, H], bias_ih
/// [G·H], bias_hh [G·H].
std::vector<Parameter> cell_parameters(const Family& family, std::int64_t input, std::int64_t hidden);

/// What a plugin declares of a family: all but its equations.
void to_json(Json& json, const Family& family);
void from_json(const Json& json, Family& family);

}  // namespace gatewise

#endif
