// Declared properties: what run() does besides computing. Declaring more than is so is allowed, less is not.
#include <fmt/format.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>

#include "conformance/case.hpp"
#include "host/aligned_buffer.hpp"
#include "measure/machine/build_type.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/memory.hpp"
#include "measure/machine/threads.hpp"

namespace gatewise {
namespace {

/// A stream that is driven step by step, with nothing of the host's own between the calls.
class Stream {
 public:
  Stream(PreparedCell& cell, std::uint64_t seed)
      : cell_(cell),
        values_(random_values(64 * cell.request().input, seed)),
        x_(static_cast<std::size_t>(cell.request().input) * sizeof(float)),
        y_(static_cast<std::size_t>(cell.request().hidden) * sizeof(float)),
        state_(cell.needs(1, 1).state_bytes),
        scratch_(cell.needs(1, 1).scratch_bytes) {
    reset();
  }

  void reset() {
    next_ = 0;
    cell_.reset(state_.data(), nullptr, 1);
  }
  void step() {
    const std::int64_t input = cell_.request().input;
    std::copy_n(values_.begin() + (next_++ % 64) * input, input, x_.floats());
    cell_.run(1, 1, x_.floats(), y_.floats(), nullptr, state_.data(), scratch_.data());
  }
  std::vector<float> play(std::int64_t count) {
    reset();
    for (std::int64_t t = 0; t < count; ++t) step();
    return {y_.floats(), y_.floats() + cell_.request().hidden};
  }

 private:
  PreparedCell& cell_;
  std::vector<float> values_;
  AlignedBuffer x_, y_, state_, scratch_;
  std::int64_t next_ = 0;
};

Finding two_states_in_two_threads(const Subject& subject) {
  PreparedCell cell = subject.prepare();
  Stream one(cell, 61);
  Stream two(cell, 62);
  const std::vector<float> first = one.play(256);
  const std::vector<float> second = two.play(256);
  for (int repeat = 0; repeat < 8; ++repeat) {
    std::vector<float> first_beside;
    std::atomic<int> ready = 0;
    const auto meet = [&] {
      for (++ready; ready < 2;) std::this_thread::yield();
    };
    std::thread other([&] {
      meet();
      first_beside = one.play(256);
    });
    meet();
    const std::vector<float> second_beside = two.play(256);
    other.join();
    if (first == first_beside && second == second_beside) continue;
    return fail("one cell used from two threads on two states gives what it gives alone", "outputs differ",
                "a hidden shared buffer: the cell computes in memory of its own instead of the scratch");
  }
  return pass();
}

/// A batch of 32 steps and 8 lanes, driven with nothing of the host's own in the call.
class Batch {
 public:
  explicit Batch(PreparedCell& cell)
      : cell_(cell),
        x_(size(cell.request().input)),
        y_(size(cell.request().hidden)),
        state_(static_cast<std::size_t>(lanes) * cell.needs(steps, lanes).state_bytes),
        scratch_(cell.needs(steps, lanes).scratch_bytes) {
    const std::vector<float> values = random_values(steps * lanes * cell.request().input, 65);
    std::copy(values.begin(), values.end(), x_.floats());
    cell_.reset(state_.data(), nullptr, lanes);
  }
  void run() { cell_.run(steps, lanes, x_.floats(), y_.floats(), nullptr, state_.data(), scratch_.data()); }

 private:
  static constexpr std::int64_t steps = 32;
  static constexpr std::int64_t lanes = 8;
  static std::size_t size(std::int64_t width) {
    return static_cast<std::size_t>(steps * lanes * width) * sizeof(float);
  }

  PreparedCell& cell_;
  AlignedBuffer x_, y_, state_, scratch_;
};

/// Calls of the allocator by `count` calls of f, after as many that may make what is made at first use.
template <class Function>
double allocations_by(int count, Function f) {
  for (int i = 0; i < count; ++i) f();
  const std::int64_t before = *allocations();
  for (int i = 0; i < count; ++i) f();
  return static_cast<double>(*allocations() - before) / count;
}

Finding allocations_are_declared(const Subject& subject) {
  if (!allocations()) return does_not_apply("this program does not count allocations");
  PreparedCell cell = subject.prepare();
  Stream stream(cell, 63);
  Batch batch(cell);
  const double by_step = allocations_by(64, [&] { stream.step(); });
  const double by_batch = allocations_by(4, [&] { batch.run(); });
  if ((by_step == 0 && by_batch == 0) || cell.describe().allocates) return pass();
  return fail("run() without GW_CELL_ALLOCATES does not call the allocator",
              fmt::format("{:.1f} calls of the allocator a step, {:.1f} a batch", by_step, by_batch),
              "run() allocates and the cell does not declare it");
}

std::int64_t cpu_ns(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

/// What other threads of this process compute while the caller is in run(), by what it computes itself: a pool that was
/// there before the cell shows in no count.
double share_of_others(PreparedCell& cell) {
  Batch batch(cell);
  batch.run();
  const std::int64_t process = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
  const std::int64_t own = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
  for (const std::int64_t end = now_ns() + 100'000'000; now_ns() < end;) batch.run();
  const auto all = static_cast<double>(cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - process);
  const auto mine = static_cast<double>(cpu_ns(CLOCK_THREAD_CPUTIME_ID) - own);
  return (all - mine) / std::max(mine, 1.0);
}

Finding threads_are_declared(const Subject& subject) {
  if (!threads_started()) return does_not_apply("this program does not count threads");
  PreparedCell cell = subject.prepare();
  Stream stream(cell, 64);
  stream.play(16);
  const double others = share_of_others(cell);
  const std::int64_t seen = *threads_started() - subject.threads_before;
  if (cell.describe().starts_threads || (seen == 0 && others < 0.2)) return pass();
  return fail(
      "a cell without GW_CELL_STARTS_THREADS uses the caller's thread alone",
      fmt::format(
          "{} threads were started since it was loaded; other threads computed {:.0f} % of what the caller's did", seen,
          100 * others),
      "the cell starts threads, or uses a pool, and does not declare it");
}

/// How often the calling thread has given up its core to wait for something.
std::int64_t waits() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

/// The work of one thread in a round of steps.
struct Played {
  std::int64_t waits = 0, steps = 0, ns = 0, cpu_ns = 0;

  /// Whether it had a core nearly all the time.
  bool ran_throughout() const { return cpu_ns * 10 >= ns * 8; }
};

Played play_until(std::int64_t end, Stream& stream) {
  const std::int64_t waits_before = waits();
  const std::int64_t cpu_before = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
  const std::int64_t begin = now_ns();
  Played played;
  for (; now_ns() < end; ++played.steps) stream.step();
  played.ns = now_ns() - begin;
  played.cpu_ns = cpu_ns(CLOCK_THREAD_CPUTIME_ID) - cpu_before;
  played.waits = waits() - waits_before;
  return played;
}

/// Two threads on two states for so long.
struct Round {
  Played one, two;

  std::int64_t waits() const { return one.waits + two.waits; }
  std::int64_t steps() const { return one.steps + two.steps; }
  /// A page fault or two may wait for the kernel: 50 right cells waited at most twice on a machine that was busy. A
  /// lock that both threads want shows each time that one loses its core with the lock in hand. So does the allocator's
  /// own, now and then, where the machine is overloaded: one round proves nothing.
  bool shows_waits() const { return waits() > 8; }
  /// Whether the machine let both run at once, so that a round without waits says something.
  bool is_telling() const { return one.ran_throughout() && two.ran_throughout(); }
};

Round play_round(Stream& one, Stream& two) {
  std::atomic<int> ready = 0;
  const auto play = [&](Stream& stream) {
    for (++ready; ready < 2;) std::this_thread::yield();
    return play_until(now_ns() + 150'000'000, stream);
  };
  Round round;
  std::thread other([&] { round.one = play(one); });
  round.two = play(two);
  other.join();
  return round;
}

Finding waits_are_declared(const Subject& subject) {
  if (std::thread::hardware_concurrency() < 2) return does_not_apply("needs two cores");
  PreparedCell cell = subject.prepare();
  if (is_sanitized_build && cell.describe().allocates)
    return does_not_apply("the sanitizer's allocator takes locks of its own");
  Stream one(cell, 66);
  Stream two(cell, 67);
  one.play(64);
  two.play(64);
  Round round;
  int with_waits = 0;
  for (int played = 0; played < 6 && with_waits < 3; ++played) {
    round = play_round(one, two);
    if (!round.shows_waits() && round.is_telling()) return pass();
    with_waits += round.shows_waits() ? 1 : 0;
  }
  if (with_waits < 3 || cell.describe().locks) return pass();
  return fail("run() without GW_CELL_LOCKS never waits for a lock or a thread",
              fmt::format("two threads on two states waited {} times in {} steps", round.waits(), round.steps()),
              "run() takes a lock, or waits for another thread, and the cell does not declare it");
}

/// The least time of a block of steps over several blocks.
class BlockTimer {
 public:
  explicit BlockTimer(PreparedCell& cell) : stream_(cell, 68) { stream_.play(64); }
  void block() {
    const std::int64_t begin = now_ns();
    for (int i = 0; i < 64; ++i) stream_.step();
    least_ = std::min(least_, now_ns() - begin);
  }
  double least() const { return static_cast<double>(least_); }

 private:
  Stream stream_;
  std::int64_t least_ = std::numeric_limits<std::int64_t>::max();
};

/// How many times as long a step takes with these weights as with nine tenths of the matrix elements set to zero.
double cost_of_density(const Subject& subject) {
  const std::vector<std::vector<float>> dense = subject.weights();
  std::vector<std::vector<float>> sparse = dense;
  const std::vector<NamedTensor> tensors = named_tensors(subject.request, dense);
  for (std::size_t i = 0; i < sparse.size(); ++i) {
    if (tensors[i].shape.size() != 2) continue;
    const std::int64_t columns = tensors[i].shape[1];
    // Whole columns: zeros in random places cost a branch that skips them as much as they save.
    for (std::size_t k = 0; k < sparse[i].size(); ++k) {
      if (static_cast<std::int64_t>(k) % columns >= columns / 10) sparse[i][k] = 0.0F;
    }
  }
  PreparedCell full = subject.plugin.prepare(subject.request, dense, standard_ranges);
  PreparedCell empty = subject.plugin.prepare(subject.request, sparse, standard_ranges);
  BlockTimer slow(full);
  BlockTimer fast(empty);
  for (int block = 0; block < 60; ++block) {  // interleaved: what disturbs the machine disturbs both
    slow.block();
    fast.block();
  }
  return slow.least() / fast.least();
}

/// Where products outweigh activations.
constexpr Shape wide_shape{64, 128};

Finding cost_from_weights_is_declared(const Subject& subject) {
  if (subject.input() + subject.hidden() < wide_shape.input + wide_shape.hidden)
    return does_not_apply("activations outweigh products at this shape: see 64x128");
  if (subject.description().cost_from_weights) return pass();
  double least = std::numeric_limits<double>::infinity();
  for (int repeat = 0; repeat < 3; ++repeat) {
    least = std::min(least, cost_of_density(subject));
    if (least < 1.3) return pass();
  }
  return fail("a step without GW_CELL_COST_FROM_WEIGHTS takes as long whatever the weights are",
              fmt::format("it takes {:.1f} times as long with dense weights as with nine tenths of them zero", least),
              "the cost depends on the weights (zeros are skipped) and the cell does not declare it: seeded weights "
              "would time it wrong");
}

}  // namespace

std::vector<ConformanceCase> declared_cases() {
  return {
      {"two_states_in_two_threads", "one cell serves two threads on two states", two_states_in_two_threads},
      {"allocations_are_declared",
       "run() calls the allocator only where the cell says so",
       allocations_are_declared,
       {},
       false},
      {"threads_are_declared", "the cell starts threads only where it says so", threads_are_declared, usual_shape,
       false, true},
      {"waits_are_declared", "run() waits for nobody unless the cell says so", waits_are_declared, usual_shape, false},
      {"cost_from_weights_is_declared", "a step's cost depends on the weights' values only where the cell says so",
       cost_from_weights_is_declared, wide_shape},
  };
}

}  // namespace gatewise
