// Cell families as data: what the host knows of each kind of recurrent cell.
#ifndef GATEWISE_CELLS_FAMILY_HPP
#define GATEWISE_CELLS_FAMILY_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatewise {

/// A family's equations are cells/oracle.cpp; this is the rest.
struct Family {
  std::string id;
  std::vector<std::string> gates;  ///< canonical (PyTorch's) order; its size is G
  std::int64_t state_vectors;      ///< of H values each: h, and c for the LSTM

  std::int64_t gate_count() const { return static_cast<std::int64_t>(gates.size()); }
};

const std::vector<Family>& families();

/// Throws InputError with the nearest name.
const Family& find_family(std::string_view id);

std::vector<std::string> family_ids();

/// The shape of one weight tensor of a cell.
struct Parameter {
  std::string name;  ///< PyTorch's: weight_ih, weight_hh, bias_ih, bias_hh
  std::vector<std::int64_t> shape;

  std::int64_t elements() const;
};

/// weight_ih [G·H, I], weight_hh [G·H, H], bias_ih [G·H], bias_hh [G·H].
std::vector<Parameter> cell_parameters(const Family& family, std::int64_t input, std::int64_t hidden);

}  // namespace gatewise

#endif
