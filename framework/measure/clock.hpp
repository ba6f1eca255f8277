#ifndef GATEWISE_MEASURE_CLOCK_HPP
#define GATEWISE_MEASURE_CLOCK_HPP

#include <chrono>
#include <cstdint>

namespace gatewise {

/// Nanoseconds of a clock that never steps back.
inline std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// The median time between two reads of the clock, in ns: the part of every measured step that is the clock's own.
double clock_cost_ns();

}  // namespace gatewise

#endif
