#include "measure/limits/arithmetic.hpp"

namespace gatewise {

Arithmetic arithmetic_of(const std::string& precision) {
  if (precision == "bf16") return Arithmetic::bf16;
  if (precision.rfind("int", 0) == 0 || precision.rfind("uint", 0) == 0) return Arithmetic::int8;
  return Arithmetic::f32;
}

const char* arithmetic_name(Arithmetic arithmetic) {
  switch (arithmetic) {
    case Arithmetic::bf16:
      return "bf16";
    case Arithmetic::int8:
      return "int8";
    default:
      return "f32";
  }
}

}  // namespace gatewise
