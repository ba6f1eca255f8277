// Memory: what a cell may read and write, what it keeps and what it gives back.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "conformance/case.hpp"
#include "conformance/traps.hpp"

namespace gatewise {
namespace {

Finding nothing_is_written_outside(const Subject& subject) {
  const std::vector<float> x = random_values(case_steps * case_lanes * subject.input(), 51);
  const std::string fault = place_of_fault([&] {
    for (const std::int64_t t : {case_steps, std::int64_t{1}, std::int64_t{5}}) {
      CellDriver driver(subject, t, case_lanes);  // its calls check the canaries
      driver.run({x.begin(), x.begin() + t * case_lanes * subject.input()}, t);
      driver.reset(std::vector<std::int32_t>{2});
    }
    CellDriver(subject, 1, 1).run({x.begin(), x.begin() + subject.input()}, 1);
  });
  if (fault.empty()) return pass();
  return fail("run() and reset() stay inside x, y, state and scratch", "memory is touched " + fault,
              "reads or writes " + fault + ": a size announced by needs() is too small, or an index runs on");
}

/// Outputs of one lane of `length` steps in a call of T steps whose rows behind the length are `behind`.
std::vector<float> padded_run(const Subject& subject, const std::vector<float>& x, std::int64_t length, float behind) {
  std::vector<float> all(x);
  std::fill(all.begin() + length * subject.input(), all.end(), behind);
  return CellDriver(subject, case_steps, 1).run(all, case_steps, {static_cast<std::int32_t>(length)});
}

Finding padding_is_never_read(const Subject& subject) {
  CellDriver driver(subject, case_steps, 1);
  if (!driver.has_lengths()) return does_not_apply("the cell declares no GW_CELL_LENGTHS: the host emulates lengths");
  constexpr std::int64_t length = 16;  // 16 rows of floats end at a 64-byte boundary whatever I is
  const std::vector<float> x = random_values(case_steps * subject.input(), 52);
  const std::vector<float> clean = padded_run(subject, x, length, 0.0F);
  const std::vector<float> with_nan = padded_run(subject, x, length, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < clean.size(); ++i) {
    if (clean[i] == with_nan[i]) continue;
    return fail("a NaN behind a lane's length changes nothing",
                fmt::format("y differs at step {}", static_cast<std::int64_t>(i) / subject.hidden()),
                "padding is read: steps behind a lane's length are computed");
  }
  // The rows behind the length do not exist at all: reading them, even to throw the result away, traps.
  GuardedBuffer in("x", static_cast<std::size_t>(length * subject.input()) * sizeof(float));
  std::copy_n(x.begin(), length * subject.input(), in.floats());
  GuardedBuffer out("y", static_cast<std::size_t>(case_steps * subject.hidden()) * sizeof(float));
  PreparedCell& cell = driver.cell();
  const CellNeeds needs = cell.needs(case_steps, 1);
  GuardedBuffer state("the state", needs.state_bytes);
  GuardedBuffer scratch("the scratch", needs.scratch_bytes);
  cell.reset(state.data(), nullptr, 1);
  const std::int32_t lengths = static_cast<std::int32_t>(length);
  const std::string fault = place_of_fault(
      [&] { cell.run(case_steps, 1, in.floats(), out.floats(), &lengths, state.data(), scratch.data()); });
  if (fault.empty()) return pass();
  return fail("x behind a lane's length is never read", "memory is touched " + fault,
              "padding is read: a whole block of x is loaded, whatever the lengths are");
}

Finding weights_are_copied(const Subject& subject) {
  const std::vector<float> x = random_values(case_steps * subject.input(), 53);
  const std::vector<float> expected = CellDriver(subject, case_steps, 1).run(x, case_steps);
  std::vector<std::vector<float>> weights = subject.weights();
  PreparedCell cell = subject.plugin.prepare(subject.request, weights, standard_ranges);
  for (std::vector<float>& tensor : weights)
    std::fill(tensor.begin(), tensor.end(), std::numeric_limits<float>::quiet_NaN());
  const std::vector<float> got = CellDriver(cell, case_steps, 1).run(x, case_steps);
  if (expected == got) return pass();
  return fail("after prepare() the host may free its weights", "outputs change with the host's copy",
              "the cell keeps pointers to the host's weights");
}

std::size_t heap_bytes() {
  const struct mallinfo2 info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// One cell's whole life.
void live_once(const Subject& subject, const std::vector<std::vector<float>>& weights) {
  PreparedCell cell = subject.plugin.prepare(subject.request, weights, standard_ranges);
  constexpr std::int64_t steps = 4;
  constexpr std::int64_t lanes = 2;
  CellDriver driver(cell, steps, lanes);
  driver.run(random_values(steps * lanes * subject.input(), 54), steps);
}

Finding release_frees_all(const Subject& subject) {
  if (heap_bytes() == 0) return does_not_apply("this program's allocator keeps no books (a sanitizer's)");
  const std::vector<std::vector<float>> weights = subject.weights();
  constexpr int cells = 12;
  constexpr int rounds = 40;
  const auto growth = [&] {
    const auto before = static_cast<double>(heap_bytes());
    for (int i = 0; i < cells; ++i) live_once(subject, weights);
    return (static_cast<double>(heap_bytes()) - before) / cells;
  };
  growth();  // caches fill
  double least = growth();
  // A leak grows every time. A cache does not, nor do the chunks that the allocator keeps back for a thread: they count
  // as taken, and come and go with what the process did before.
  for (int round = 1; round < rounds && least >= 16; ++round) least = std::min(least, growth());
  if (least < 16) return pass();
  return fail("release() frees what prepare() and needs() took",
              fmt::format("the heap grows by {:.0f} bytes with each cell", least),
              "a leak: release() does not free the cell, or prepare() loses something");
}

/// Where weights outweigh what else a cell keeps.
constexpr Shape large_shape{192, 256};

/// What the heap grows by with one cell, while another of its shape lives: what a library keeps for the process is
/// there already, and what it keeps back from released cells is in use.
double heap_growth(const Subject& subject, PreparedCell& other, std::optional<PreparedCell>& cell) {
  const std::vector<std::vector<float>> weights = subject.weights();
  other.needs(1, 1);
  const std::size_t before = heap_bytes();
  cell.emplace(subject.plugin.prepare(subject.request, weights, standard_ranges));
  cell->needs(1, 1);
  return static_cast<double>(heap_bytes()) - static_cast<double>(before);
}

Finding declared_weights_are_true(const Subject& subject) {
  if (heap_bytes() == 0) return does_not_apply("this program's allocator keeps no books (a sanitizer's)");
  live_once(subject, subject.weights(8));
  PreparedCell other = subject.plugin.prepare(subject.request, subject.weights(8), standard_ranges);
  std::optional<PreparedCell> cell;
  const double seen = heap_growth(subject, other, cell);
  const auto said = static_cast<double>(cell->describe().weights_bytes);
  // A tenth, and room for what is not weights: tables, primitives, the allocator's own.
  if (seen <= 1.1 * said + 256 * 1024 && seen >= 0.9 * said - 4096) return pass();
  return fail(fmt::format("weights_bytes is what the cell keeps (within 10 %): {:.0f} bytes are declared", said),
              fmt::format("prepare() takes {:.0f} bytes of the heap", seen),
              seen > said
                  ? "weights_bytes is declared too small: a second copy is kept, or part of the weights is not counted"
                  : "weights_bytes is declared too large");
}

}  // namespace

std::vector<ConformanceCase> memory_cases() {
  return {
      {"nothing_is_written_outside",
       "run() and reset() touch x, y, state and scratch and nothing round them",
       nothing_is_written_outside,
       {},
       false},
      {"padding_is_never_read", "x behind a lane's length is never read, be it NaN or no memory at all",
       padding_is_never_read},
      {"weights_are_copied", "after prepare() the host may overwrite or free its weights", weights_are_copied},
      {"release_frees_all", "a cell's life leaves the heap as it was", release_frees_all, usual_shape, false, true},
      {"declared_weights_are_true", "weights_bytes is what the cell keeps, within a tenth", declared_weights_are_true,
       large_shape, true, true},
  };
}

}  // namespace gatewise
