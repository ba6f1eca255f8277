#include "conformance/cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <thread>

#include "base/random.hpp"
#include "conformance/driver.hpp"
#include "measure/parity.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t steps = 24;
constexpr std::int64_t lanes = 3;

std::size_t size_of(std::int64_t a, std::int64_t b, std::int64_t c) { return static_cast<std::size_t>(a * b * c); }

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    most = std::isfinite(difference) ? std::max(most, difference) : std::numeric_limits<double>::infinity();
  }
  return most;
}

/// What two ways of computing the same may differ by.
double allowed(const CellUnderTest& cell) {
  return cell_parity(cell.plugin, cell.request, driver_weights(cell.request), 1).allowed;
}

Finding parity_with_oracle(const CellUnderTest& cell) {
  const Parity parity = cell_parity(cell.plugin, cell.request, driver_weights(cell.request), 1);
  if (parity.status == "passed") return "";
  return fmt::format("{}: differs from the oracle by {:.3g} (nmse {:.3g}), rounding allows {:.3g} (nmse {:.3g})",
                     parity.status, parity.max_abs, parity.nmse, parity.allowed, parity.allowed_nmse);
}

Finding chunking_equals_whole(const CellUnderTest& cell) {
  const std::vector<float> x = random_values(size_of(steps, lanes, cell.request.input), 3);
  CellDriver whole(cell.plugin, cell.request, steps, lanes);
  const std::vector<float> expected = whole.run(x, steps, {});
  Random random(5, "chunks");
  for (int repeat = 0; repeat < 4; ++repeat) {
    CellDriver parts(cell.plugin, cell.request, steps, lanes);
    std::vector<float> got;
    for (std::int64_t t = 0; t < steps;) {
      const std::int64_t count = std::min<std::int64_t>(steps - t, static_cast<std::int64_t>(random.below(6)));
      const auto begin = x.begin() + t * lanes * cell.request.input;
      const std::vector<float> y = parts.run({begin, begin + count * lanes * cell.request.input}, count, {});
      got.insert(got.end(), y.begin(), y.end());
      t += count;
    }
    const double difference = largest_difference(expected, got);
    if (difference > allowed(cell))
      return fmt::format("chunks of a sequence differ from the whole by {:.3g}: is the state complete?", difference);
  }
  return "";
}

Finding state_moves_by_memcpy(const CellUnderTest& cell) {
  const std::vector<float> first = random_values(size_of(steps, lanes, cell.request.input), 11);
  const std::vector<float> second = random_values(size_of(steps, lanes, cell.request.input), 12);
  CellDriver original(cell.plugin, cell.request, steps, lanes);
  original.run(first, steps, {});
  CellDriver moved(cell.plugin, cell.request, steps, lanes);
  moved.set_state(original.state());
  if (original.run(second, steps, {}) != moved.run(second, steps, {}))
    return "a state copied by memcpy goes on differently: does it hold a pointer?";
  return "";
}

Finding lanes_are_independent(const CellUnderTest& cell) {
  const std::int64_t input = cell.request.input;
  const std::int64_t hidden = cell.request.hidden;
  const std::vector<float> x = random_values(size_of(steps, lanes, input), 21);
  const std::vector<std::int32_t> lengths{steps, 7, 0};
  std::vector<float> reversed(x.size());
  for (std::int64_t t = 0; t < steps; ++t) {
    for (std::int64_t n = 0; n < lanes; ++n) {
      std::copy_n(x.begin() + (t * lanes + n) * input, input, reversed.begin() + (t * lanes + lanes - 1 - n) * input);
    }
  }
  const std::vector<float> y = CellDriver(cell.plugin, cell.request, steps, lanes).run(x, steps, lengths);
  const std::vector<float> z = CellDriver(cell.plugin, cell.request, steps, lanes).run(reversed, steps, {0, 7, steps});
  for (std::int64_t t = 0; t < steps; ++t) {
    for (std::int64_t n = 0; n < lanes; ++n) {
      if (!std::equal(y.begin() + (t * lanes + n) * hidden, y.begin() + (t * lanes + n + 1) * hidden,
                      z.begin() + (t * lanes + lanes - 1 - n) * hidden)) {
        return fmt::format("permuting lanes changes lane {} at step {}: are lanes or lengths mixed up?", n, t);
      }
    }
  }
  return "";
}

Finding reset_touches_named_lanes_only(const CellUnderTest& cell) {
  CellDriver driver(cell.plugin, cell.request, steps, lanes);
  const std::vector<std::byte> fresh = driver.state();
  driver.run(random_values(size_of(steps, lanes, cell.request.input), 31), steps, {});
  const std::vector<std::byte> before = driver.state();
  std::vector<std::byte> after = before;
  const std::int32_t lane = 1;
  AlignedBuffer state(after.size());
  std::copy(before.begin(), before.end(), state.data());
  driver.cell().reset(state.data(), &lane, 1);
  std::copy_n(state.data(), after.size(), after.begin());
  const auto bytes = static_cast<std::ptrdiff_t>(driver.needs().state_bytes);
  for (std::ptrdiff_t n = 0; n < lanes; ++n) {
    const std::vector<std::byte>& expected = n == lane ? fresh : before;
    if (!std::equal(after.begin() + n * bytes, after.begin() + (n + 1) * bytes, expected.begin() + n * bytes)) {
      return n == lane ? "reset of a lane does not give a fresh state"
                       : fmt::format("reset of lane 1 changed lane {}", n);
    }
  }
  return "";
}

Finding empty_calls_change_nothing(const CellUnderTest& cell) {
  CellDriver driver(cell.plugin, cell.request, steps, lanes);
  driver.run(random_values(size_of(steps, lanes, cell.request.input), 41), steps, {});
  const std::vector<std::byte> before = driver.state();
  driver.run({}, 0, {});
  if (driver.state() != before) return "a call with T = 0 changed the state";
  CellDriver none(cell.plugin, cell.request, steps, 0);
  none.run({}, steps, {});
  return "";
}

/// A buffer between two rows of canaries.
class Guarded {
 public:
  explicit Guarded(std::size_t bytes) : bytes_(bytes), buffer_(bytes + 2 * margin) {
    std::memset(buffer_.data(), 0x5A, buffer_.size());
  }
  std::byte* data() { return buffer_.data() + margin; }
  bool intact() const {
    const auto is_canary = [](std::byte b) { return b == std::byte{0x5A}; };
    return std::all_of(buffer_.data(), buffer_.data() + margin, is_canary) &&
           std::all_of(buffer_.data() + margin + bytes_, buffer_.data() + buffer_.size(), is_canary);
  }

 private:
  static constexpr std::size_t margin = 256;
  std::size_t bytes_;
  AlignedBuffer buffer_;
};

Finding nothing_is_written_outside(const CellUnderTest& cell) {
  PreparedCell prepared = prepare_seeded(cell.plugin, cell.request);
  const CellNeeds needs = prepared.needs(steps, lanes);
  const std::vector<float> values = random_values(size_of(steps, lanes, cell.request.input), 51);
  AlignedBuffer x(values.size() * sizeof(float));
  std::copy(values.begin(), values.end(), x.floats());
  Guarded y(size_of(steps, lanes, cell.request.hidden) * sizeof(float));
  Guarded state(static_cast<std::size_t>(lanes) * needs.state_bytes);
  Guarded scratch(needs.scratch_bytes);
  prepared.reset(state.data(), nullptr, lanes);
  prepared.run(steps, lanes, x.floats(), reinterpret_cast<float*>(y.data()), nullptr, state.data(), scratch.data());
  if (!y.intact()) return "run() writes outside y [T,N,H]";
  if (!state.intact()) return "run() or reset() writes outside the state that needs() announced";
  if (!scratch.intact()) return "run() writes outside the scratch that needs() announced";
  return "";
}

/// Empty where prepare refuses these weights with a message that holds `named`.
Finding expect_refusal(const CellUnderTest& cell, const std::vector<std::vector<float>>& weights,
                       const CellRequest& request, const std::string& what, const std::string& named) {
  try {
    cell.plugin.prepare(request, weights, standard_ranges);
  } catch (const PluginFailure& failure) {
    if (std::string(failure.what()).find(named) != std::string::npos) return "";
    return fmt::format("{} is refused without naming '{}': {}", what, named, failure.what());
  }
  return fmt::format("{} is accepted", what);
}

Finding bad_weights_are_named(const CellUnderTest& cell) {
  std::vector<std::vector<float>> weights = driver_weights(cell.request);
  weights[1][0] = std::numeric_limits<float>::quiet_NaN();
  const Finding nan = expect_refusal(cell, weights, cell.request, "a NaN in weight_hh", "weight_hh");
  if (!nan.empty()) return nan;
  weights = driver_weights(cell.request);
  weights[0].back() = std::numeric_limits<float>::infinity();
  return expect_refusal(cell, weights, cell.request, "an infinity in weight_ih", "weight_ih");
}

Finding two_states_in_two_threads(const CellUnderTest& cell) {
  PreparedCell prepared = prepare_seeded(cell.plugin, cell.request);
  const CellNeeds needs = prepared.needs(1, 1);
  const auto play = [&](std::uint64_t seed) {
    const std::vector<float> values = random_values(size_of(256, 1, cell.request.input), seed);
    AlignedBuffer x(static_cast<std::size_t>(cell.request.input) * sizeof(float));
    AlignedBuffer y(static_cast<std::size_t>(cell.request.hidden) * sizeof(float));
    AlignedBuffer state(needs.state_bytes);
    AlignedBuffer scratch(needs.scratch_bytes);
    prepared.reset(state.data(), nullptr, 1);
    for (std::int64_t t = 0; t < 256; ++t) {
      std::copy_n(values.begin() + t * cell.request.input, cell.request.input, x.floats());
      prepared.run(1, 1, x.floats(), y.floats(), nullptr, state.data(), scratch.data());
    }
    return std::vector<float>(y.floats(), y.floats() + cell.request.hidden);
  };
  const std::vector<float> first = play(61);
  const std::vector<float> second = play(62);
  std::vector<float> first_beside;
  std::thread other([&] { first_beside = play(61); });
  const std::vector<float> second_beside = play(62);
  other.join();
  return first == first_beside && second == second_beside
             ? ""
             : "two threads on two states disturb each other: is there a hidden shared buffer?";
}

Finding needs_and_description_hold(const CellUnderTest& cell) {
  PreparedCell prepared = prepare_seeded(cell.plugin, cell.request);
  const std::uint64_t one = prepared.needs(1, 1).state_bytes;
  if (prepared.needs(steps, lanes).state_bytes != one) return "state_bytes of a lane depends on T or N";
  const CellDescription description = prepared.describe();
  if (description.implementation.empty() || description.isa.empty())
    return "describe() leaves implementation or isa empty";
  if (description.precision != cell.request.precision)
    return fmt::format("asked for {}, computes in {}: a silent fallback", cell.request.precision,
                       description.precision);
  if (description.weights_bytes == 0) return "describe() says that the weights take 0 bytes";
  return "";
}

}  // namespace

const std::vector<ConformanceCase>& conformance_cases() {
  static const std::vector<ConformanceCase> cases{{"parity_with_oracle", parity_with_oracle},
                                                  {"chunking_equals_whole", chunking_equals_whole},
                                                  {"state_moves_by_memcpy", state_moves_by_memcpy},
                                                  {"lanes_are_independent", lanes_are_independent},
                                                  {"reset_touches_named_lanes_only", reset_touches_named_lanes_only},
                                                  {"empty_calls_change_nothing", empty_calls_change_nothing},
                                                  {"nothing_is_written_outside", nothing_is_written_outside},
                                                  {"bad_weights_are_named", bad_weights_are_named},
                                                  {"two_states_in_two_threads", two_states_in_two_threads},
                                                  {"needs_and_description_hold", needs_and_description_hold}};
  return cases;
}

std::vector<std::pair<std::int64_t, std::int64_t>> conformance_shapes() {
  return {{1, 1}, {5, 17}, {17, 34}, {34, 65}, {65, 130}, {130, 64}};
}

}  // namespace gatewise
