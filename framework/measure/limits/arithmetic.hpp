#ifndef GATEWISE_MEASURE_LIMITS_ARITHMETIC_HPP
#define GATEWISE_MEASURE_LIMITS_ARITHMETIC_HPP

#include <cstddef>
#include <string>

namespace gatewise {

/// The multiply-add that a precision's weights stream through.
enum class Arithmetic { f32, bf16, int8 };

/// That of a precision. Integers of any width go through int8; a name that isn't known is f32, which every machine has.
Arithmetic arithmetic_of(const std::string& precision);

/// "f32", "bf16" or "int8".
const char* arithmetic_name(Arithmetic arithmetic);

/// Bytes of one weight.
constexpr std::size_t element_bytes(Arithmetic arithmetic) {
  return arithmetic == Arithmetic::f32 ? 4 : arithmetic == Arithmetic::bf16 ? 2 : 1;
}

}  // namespace gatewise

#endif
