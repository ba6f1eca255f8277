#ifndef GATEWISE_MEASURE_MACHINE_CLOCK_HPP
#define GATEWISE_MEASURE_MACHINE_CLOCK_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

namespace gatewise {

/// Nanoseconds of a clock that never steps back.
inline std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// Lets all work before it end, and no work after it begin earlier: for the processor and for the compiler.
inline void fence() {
#if defined(__x86_64__)
  asm volatile("lfence" : : : "memory");
#elif defined(__aarch64__)
  asm volatile("isb" : : : "memory");
#else
  asm volatile("" : : : "memory");
#endif
}

/// Both ends of a stretch that is timed whole.
inline std::int64_t fenced_now_ns() {
  fence();
  const std::int64_t now = now_ns();
  fence();
  return now;
}

/// What stands between a time and its truth.
struct ClockError {
  double cost_ns = 0;   ///< of a reading: part of every step that is timed singly
  double tick_ns = 0;   ///< by which the clock advances: no difference of two readings is finer
  double empty_ns = 0;  ///< what a fenced stretch of nothing takes: taken off stretches that are timed whole

  /// A stretch that is timed whole is at least so long: cost and tick are below a hundredth of it.
  double least_stretch_ns() const { return 100 * (cost_ns + tick_ns); }
};

/// Measured now, in some milliseconds.
ClockError measure_clock_error();

/// The median time between two reads of the clock, in ns.
double clock_cost_ns();

/// The clock's tick, from differences of two readings between which a finely varied time passed: the widest gap between
/// neighbours among the values that occur often. 0 for a clock that stood still.
std::int64_t tick_of(std::span<const std::int64_t> differences);

/// Whether the processor says that its time stamp counter advances evenly in all its states (CPUID 0x80000007, EDX
/// bit 8). Empty where it has no such counter to speak of.
std::optional<bool> has_invariant_counter();

}  // namespace gatewise

#endif
