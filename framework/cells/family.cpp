#include "cells/family.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest_name.hpp"

namespace gatewise {

const std::vector<Family>& families() {
  static const std::vector<Family> all{
      {"rnn_tanh", {"h"}, 1},
      {"rnn_relu", {"h"}, 1},
      {"lstm", {"i", "f", "g", "o"}, 2},
      {"gru", {"r", "z", "n"}, 1},
      {"gru_reset_before", {"r", "z", "n"}, 1},
  };
  return all;
}

std::vector<std::string> family_ids() {
  std::vector<std::string> ids;
  for (const Family& family : families()) ids.push_back(family.id);
  return ids;
}

const Family& find_family(std::string_view id) {
  for (const Family& family : families()) {
    if (family.id == id) return family;
  }
  throw InputError(fmt::format("unknown cell family '{}'{}", id, suggestion(id, family_ids())));
}

std::int64_t Parameter::elements() const {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) count *= extent;
  return count;
}

std::vector<Parameter> cell_parameters(const Family& family, std::int64_t input, std::int64_t hidden) {
  const std::int64_t rows = family.gate_count() * hidden;
  return {{"weight_ih", {rows, input}}, {"weight_hh", {rows, hidden}}, {"bias_ih", {rows}}, {"bias_hh", {rows}}};
}

}  // namespace gatewise
