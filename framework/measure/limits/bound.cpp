#include "measure/limits/bound.hpp"

namespace gatewise {

StepNeeds step_needs(const ModelShape& shape, const std::string& precision) {
  const Arithmetic arithmetic = arithmetic_of(precision);
  return {static_cast<double>(shape.elements_per_step()) * static_cast<double>(element_bytes(arithmetic)),
          2.0 * static_cast<double>(shape.multiply_adds_per_step()), arithmetic};
}

Bound step_bound(const StepNeeds& needs, double pass_ns, double peak_operations_per_second, double lanes) {
  const double bytes_ns = pass_ns / lanes;
  const double operations_ns = peak_operations_per_second > 0 ? needs.operations / peak_operations_per_second * 1e9 : 0;
  return bytes_ns >= operations_ns ? Bound{bytes_ns, "bytes"} : Bound{operations_ns, "operations"};
}

}  // namespace gatewise
