// The loops of the probe, for one instruction set. A source file defines GW_PROBE_TARGET, the attribute that lets a
// function use the set, includes this once, and describes each arithmetic by an Op:
//
//   struct Op {
//     static constexpr Arithmetic arithmetic;
//     using Value = ...;                          // a register of elements
//     using Sum = ...;                            // a register of sums
//     using Lane = ...;                           // one of its sums: float or std::int32_t
//     static Sum zero();
//     static Value load(const std::byte* at);     // aligned to a line
//     static void add(Sum& sum, Value value);     // sum += value · factor
//   };
//
// Everything is in an unnamed namespace: the same template is another function for each set.
#ifndef GATEWISE_MEASURE_LIMITS_PROBE_LOOPS_HPP
#define GATEWISE_MEASURE_LIMITS_PROBE_LOOPS_HPP

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "measure/limits/line_buffer.hpp"
#include "measure/limits/probe_kernels.hpp"

#ifndef GW_PROBE_TARGET
#define GW_PROBE_TARGET
#endif
#define GW_PROBE_INLINE GW_PROBE_TARGET __attribute__((always_inline)) inline

// Where inline assembly finds a vector.
#if defined(__x86_64__)
#define GW_PROBE_REGISTER "+v"
#elif defined(__aarch64__)
#define GW_PROBE_REGISTER "+w"
#else
#define GW_PROBE_REGISTER "+m"
#endif

namespace gatewise {
namespace {

// Five cycles on two units keep ten sums busy, and AVX2 has sixteen registers; Arm has four units and 32 registers.
#if defined(__x86_64__)
constexpr std::size_t independent_sums = 10;
#else
constexpr std::size_t independent_sums = 16;
#endif
using EachSum = std::make_index_sequence<independent_sums>;

/// Registers a line.
template <class Op>
constexpr std::size_t line_values = line_bytes / sizeof(typename Op::Value);

/// Through a register: GCC 12 would otherwise keep sums of 16 bytes in memory all along, for the copy at the end.
template <class Op>
GW_PROBE_INLINE double lanes_total(typename Op::Sum sum) {
  asm volatile("" : GW_PROBE_REGISTER(sum));
  typename Op::Lane lanes[sizeof sum / sizeof(typename Op::Lane)];
  std::memcpy(lanes, &sum, sizeof sum);
  double total = 0;
  for (const auto lane : lanes) total += static_cast<double>(lane);
  return total;
}

// Index sequences instead of loops: the sums are only ever named by constants, so that they stay in registers.

template <class Op, std::size_t... I>
GW_PROBE_INLINE void clear(typename Op::Sum* sums, std::index_sequence<I...>) {
  ((sums[I] = Op::zero()), ...);
}

template <class Op, std::size_t... I>
GW_PROBE_INLINE double total(const typename Op::Sum* sums, std::index_sequence<I...>) {
  return (lanes_total<Op>(sums[I]) + ...);
}

/// `Each` registers of each of several streams that are `stride` bytes apart, the first of them into sum `First`.
template <class Op, std::size_t Each, std::size_t First, std::size_t... I>
GW_PROBE_INLINE void add_values(typename Op::Sum* sums, const std::byte* at, std::size_t stride,
                                std::index_sequence<I...>) {
  (Op::add(sums[(First + I) % independent_sums],
           Op::load(at + I / Each * stride + I % Each * sizeof(typename Op::Value))),
   ...);
}

template <std::size_t Each, std::size_t... I>
GW_PROBE_INLINE void prefetch_lines(const std::byte* at, std::size_t stride, std::index_sequence<I...>) {
  (__builtin_prefetch(at + I / Each * stride + I % Each * line_bytes), ...);
}

/// The lines that a row was too long for, fewer than 2 · Lines: each power of two has sums of its own.
template <class Op, std::size_t Lines>
GW_PROBE_INLINE void add_rest(typename Op::Sum* sums, const std::byte* at, std::size_t lines) {
  if constexpr (Lines > 0) {
    constexpr std::size_t values = Lines * line_values<Op>;
    if ((lines & Lines) != 0) {
      add_values<Op, values, values>(sums, at, 0, std::make_index_sequence<values>());
      at += Lines * line_bytes;
    }
    add_rest<Op, Lines / 2>(sums, at, lines);
  }
}

/// A row is `Lines` lines of each of `Streams` equal parts of the buffer; lines `Ahead` bytes further on are asked for
/// where it isn't 0.
template <class Op, std::size_t Streams, std::size_t Lines, std::size_t Ahead>
GW_PROBE_TARGET double stream(const std::byte* data, std::size_t lines, std::int64_t passes) {
  constexpr std::size_t row = Streams * Lines;
  constexpr std::size_t each = Lines * line_values<Op>;
  const std::size_t stride = lines / row * Lines * line_bytes;
  typename Op::Sum sums[independent_sums];
  clear<Op>(sums, EachSum());
  for (std::int64_t pass = 0; pass < passes; ++pass) {
    for (const std::byte* at = data; at != data + stride; at += Lines * line_bytes) {
      if constexpr (Ahead > 0) prefetch_lines<Lines>(at + Ahead, stride, std::make_index_sequence<row>());
      add_values<Op, each, 0>(sums, at, stride, std::make_index_sequence<Streams * each>());
    }
    add_rest<Op, row / 2>(sums, data + Streams * stride, lines % row);
    asm volatile("" ::: "memory");  // the next pass must read again
  }
  return total<Op>(sums, EachSum());
}

/// The compiler takes the value for another one each time, so that sums can't share a part of the multiply-add.
template <class Op>
GW_PROBE_INLINE void add_anew(typename Op::Sum& sum, typename Op::Value& value) {
  asm volatile("" : GW_PROBE_REGISTER(value));
  Op::add(sum, value);
}

template <class Op, std::size_t... I>
GW_PROBE_INLINE void add_round(typename Op::Sum* sums, typename Op::Value& value, std::index_sequence<I...>) {
  (add_anew<Op>(sums[I], value), ...);
}

template <class Op>
GW_PROBE_TARGET double peak(std::int64_t rounds) {
  alignas(line_bytes) const std::byte zeros[line_bytes]{};
  typename Op::Value value = Op::load(zeros);
  typename Op::Sum sums[independent_sums];
  clear<Op>(sums, EachSum());
  for (std::int64_t round = 0; round < rounds; ++round) add_round<Op>(sums, value, EachSum());
  return total<Op>(sums, EachSum());
}

template <class Op, std::size_t Streams, std::size_t Lines, std::size_t Ahead = 0>
void add_stream(ProbeKernels& kernels, const char* isa) {
  std::string layout =
      fmt::format("{} stream{} by {} line{}", Streams, Streams == 1 ? "" : "s", Lines, Lines == 1 ? "" : "s");
  if (Ahead > 0) layout += fmt::format(", {} bytes prefetched", Ahead);
  kernels.streams.push_back({Op::arithmetic, isa, layout, stream<Op, Streams, Lines, Ahead>});
}

template <class Op>
void add_streams(ProbeKernels& kernels, const char* isa) {
  add_stream<Op, 1, 4>(kernels, isa);
  add_stream<Op, 1, 8>(kernels, isa);
  add_stream<Op, 1, 16>(kernels, isa);
  add_stream<Op, 2, 4>(kernels, isa);
  add_stream<Op, 4, 2>(kernels, isa);
  add_stream<Op, 4, 4>(kernels, isa);
  add_stream<Op, 8, 1>(kernels, isa);
  add_stream<Op, 8, 2>(kernels, isa);
  add_stream<Op, 1, 8, 512>(kernels, isa);
  add_stream<Op, 2, 4, 512>(kernels, isa);
  add_stream<Op, 2, 4, 2048>(kernels, isa);
}

template <class Op>
void add_peak(ProbeKernels& kernels, const char* isa) {
  constexpr std::size_t elements = independent_sums * sizeof(typename Op::Value) / element_bytes(Op::arithmetic);
  kernels.peaks.push_back({Op::arithmetic, isa, static_cast<std::int64_t>(2 * elements), peak<Op>});
}

}  // namespace
}  // namespace gatewise

#endif
