#include "measure/machine/clock.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <algorithm>
#include <map>
#include <vector>

namespace gatewise {
namespace {

/// Work of so many dependent multiplications, a nanosecond each or so.
void pass_some_time(int links) {
  std::uint64_t value = 3;
  for (int i = 0; i < links; ++i) {
    value *= value;
    asm volatile("" : "+r"(value));
  }
}

std::vector<std::int64_t> varied_differences() {
  constexpr int readings = 20'000;
  constexpr int longest = 61;  // links: longer than ticks of known machines, so that neighbouring multiples occur
  std::vector<std::int64_t> differences;
  for (int i = 0; i < readings; ++i) {
    const std::int64_t begin = now_ns();
    pass_some_time(i % longest);
    differences.push_back(now_ns() - begin);
  }
  return differences;
}

double empty_stretch_ns() {
  constexpr int stretches = 2001;
  std::vector<double> all;
  for (int i = 0; i < stretches; ++i) {
    const std::int64_t begin = fenced_now_ns();
    all.push_back(static_cast<double>(fenced_now_ns() - begin));
  }
  // A mean, since ticks are coarse; of the lower nine tenths, since interruptions are none of the clock's.
  std::sort(all.begin(), all.end());
  all.resize(stretches * 9 / 10);
  double sum = 0;
  for (const double one : all) sum += one;
  return sum / static_cast<double>(all.size());
}

}  // namespace

double clock_cost_ns() {
  // Single reads are coarse, so many are timed together.
  constexpr int reads = 1000;
  std::vector<double> costs;
  for (int round = 0; round < 51; ++round) {
    const std::int64_t begin = now_ns();
    for (int i = 1; i < reads; ++i) static_cast<void>(now_ns());
    costs.push_back(static_cast<double>(now_ns() - begin) / reads);
  }
  std::nth_element(costs.begin(), costs.begin() + 25, costs.end());
  return costs[25];
}

std::int64_t tick_of(std::span<const std::int64_t> differences) {
  constexpr std::size_t one_in = 200;  // rarer values are interruptions
  std::map<std::int64_t, std::size_t> counts;
  for (const std::int64_t difference : differences) ++counts[std::max<std::int64_t>(0, difference)];
  std::int64_t tick = 0;
  std::optional<std::int64_t> before;
  for (const auto& [value, count] : counts) {
    if (count * one_in < differences.size()) continue;
    if (before) tick = std::max(tick, value - *before);
    before = value;
  }
  if (tick > 0) return tick;
  if (before && *before > 0) return *before;  // one value alone: the tick is no longer than that
  // It mostly stood still: a tick is what it was seen to advance by.
  const auto advanced = counts.upper_bound(0);
  return advanced == counts.end() ? 0 : advanced->first;
}

ClockError measure_clock_error() {
  return {clock_cost_ns(), static_cast<double>(tick_of(varied_differences())), empty_stretch_ns()};
}

std::optional<bool> has_invariant_counter() {
#if defined(__x86_64__)
  constexpr unsigned leaf = 0x80000007;
  constexpr unsigned invariant = 1U << 8U;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(leaf, &a, &b, &c, &d) == 0) return false;
  return (d & invariant) != 0;
#else
  return std::nullopt;
#endif
}

}  // namespace gatewise
