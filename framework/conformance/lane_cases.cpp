// Lanes, lengths and states: each lane is a stream of its own.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "conformance/case.hpp"

namespace gatewise {
namespace {

using Rows = std::vector<float>;

/// One lane's rows of [T,N,width].
Rows lane_of(const Rows& rows, std::int64_t lane, std::int64_t width) {
  Rows one;
  for (std::int64_t row = lane; row < static_cast<std::int64_t>(rows.size()) / width; row += case_lanes)
    one.insert(one.end(), rows.begin() + row * width, rows.begin() + (row + 1) * width);
  return one;
}

/// Lane n of the result is lane order[n] of `rows` [T,N,width].
Rows permuted(const Rows& rows, const std::vector<std::int64_t>& order, std::int64_t width) {
  Rows result(rows.size());
  for (std::int64_t row = 0; row < static_cast<std::int64_t>(rows.size()) / width; ++row) {
    const std::int64_t from = row / case_lanes * case_lanes + order[static_cast<std::size_t>(row % case_lanes)];
    std::copy_n(rows.begin() + from * width, width, result.begin() + row * width);
  }
  return result;
}

double difference(const Rows& a, const Rows& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double one = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    most = std::isfinite(one) ? std::max(most, one) : std::numeric_limits<double>::infinity();
  }
  return most;
}

Finding lanes_are_independent(const Subject& subject) {
  const std::vector<std::int64_t> order{2, 0, 1};
  const Rows x = random_values(case_steps * case_lanes * subject.input(), 21);
  const Rows y = CellDriver(subject, case_steps, case_lanes).run(x, case_steps);
  const Rows z = CellDriver(subject, case_steps, case_lanes).run(permuted(x, order, subject.input()), case_steps);
  if (const double most = difference(permuted(y, order, subject.hidden()), z); most > subject.allowed()) {
    return fail("permuted lanes give permuted outputs", fmt::format("outputs differ by {:.3g}", most),
                "lanes are mixed up: a state, a row or a length is taken from another lane");
  }
  // Same call, a lane at a time: what a lane's neighbours are must not matter.
  for (std::int64_t n = 0; n < case_lanes; ++n) {
    const Rows alone = CellDriver(subject, case_steps, 1).run(lane_of(x, n, subject.input()), case_steps);
    const double most = difference(lane_of(y, n, subject.hidden()), alone);
    if (most <= subject.allowed()) continue;
    return fail("a lane gives among others what it gives alone", fmt::format("lane {} differs by {:.3g}", n, most),
                "lanes are mixed up: a state, a row or a length is taken from another lane");
  }
  return pass();
}

Finding nan_stays_in_its_lane(const Subject& subject) {
  Rows x = random_values(case_steps * case_lanes * subject.input(), 22);
  const Rows y = CellDriver(subject, case_steps, case_lanes).run(x, case_steps);
  std::fill_n(x.begin() + (4 * case_lanes + 1) * subject.input(), subject.input(),
              std::numeric_limits<float>::quiet_NaN());
  const Rows z = CellDriver(subject, case_steps, case_lanes).run(x, case_steps);
  for (const std::int64_t n : {0, 2}) {
    const double most = difference(lane_of(y, n, subject.hidden()), lane_of(z, n, subject.hidden()));
    if (most <= subject.allowed()) continue;
    return fail("a NaN in lane 1 changes no other lane", fmt::format("lane {} differs by {:.3g}", n, most),
                "values spread from lane to lane: a range or a sum is taken over the whole batch");
  }
  return pass();
}

/// x with lane 1 so many times as loud.
Rows with_loud_lane(Rows x, std::int64_t input, float times) {
  for (std::int64_t row = 1; row < static_cast<std::int64_t>(x.size()) / input; row += case_lanes)
    std::for_each_n(x.begin() + row * input, input, [&](float& value) { value *= times; });
  return x;
}

Finding loudness_stays_in_its_lane(const Subject& subject) {
  const Rows x = random_values(case_steps * case_lanes * subject.input(), 25);
  const Rows y = CellDriver(subject, case_steps, case_lanes).run(x, case_steps);
  const Rows z = CellDriver(subject, case_steps, case_lanes).run(with_loud_lane(x, subject.input(), 100), case_steps);
  for (const std::int64_t n : {0, 2}) {
    const double most = difference(lane_of(y, n, subject.hidden()), lane_of(z, n, subject.hidden()));
    if (most <= subject.allowed()) continue;
    return fail("a lane 1 that is 100 times louder changes no other lane",
                fmt::format("lane {} differs by {:.3g}", n, most),
                "a scale is taken over the whole batch: each lane needs one of its own, or that of calibration");
  }
  return pass();
}

constexpr const char* state_moves =
    "the state moves behind a lane's length: an off-by-one, or padded steps are computed";

Finding lengths_are_honoured(const Subject& subject) {
  const std::vector<std::int32_t> lengths{7, case_steps, 0};
  CellDriver driver(subject, case_steps, case_lanes);
  if (!driver.has_lengths()) return does_not_apply("the cell declares no GW_CELL_LENGTHS: the host emulates lengths");
  const Rows x = random_values(case_steps * case_lanes * subject.input(), 23);
  const std::vector<std::byte> fresh = driver.lane_state(2);
  const Rows y = driver.run(x, case_steps, lengths);
  const bool stood_still = driver.lane_state(2) == fresh;
  const Rows more = random_values(case_steps * case_lanes * subject.input(), 24);
  const Rows after = driver.run(more, case_steps);
  for (std::int64_t n = 0; n < case_lanes; ++n) {
    // The same lane alone, with nothing behind its length, going on with the same input.
    const std::int64_t length = lengths[static_cast<std::size_t>(n)];
    CellDriver alone(subject, case_steps, 1);
    Rows own = lane_of(x, n, subject.input());
    own.resize(static_cast<std::size_t>(length * subject.input()));
    Rows expected = alone.run(own, length);
    Rows got = lane_of(y, n, subject.hidden());
    got.resize(expected.size());
    if (const double most = difference(expected, got); most > subject.allowed()) {
      return fail(fmt::format("lane {} of length {} gives what it gives alone", n, length),
                  fmt::format("differs by {:.3g}", most),
                  "lengths are mixed up: lane and length do not belong together");
    }
    expected = alone.run(lane_of(more, n, subject.input()), case_steps);
    const double most = difference(expected, lane_of(after, n, subject.hidden()));
    if (most <= subject.allowed()) continue;
    return fail(fmt::format("lane {} goes on from the state of its step {}", n, length),
                fmt::format("its next outputs differ by {:.3g}", most), state_moves);
  }
  return stood_still ? pass() : fail("a lane of length 0 keeps its state", "its state has changed", state_moves);
}

Finding reset_gives_a_fresh_state(const Subject& subject) {
  const Rows x = random_values(case_steps * case_lanes * subject.input(), 31);
  CellDriver driver(subject, case_steps, case_lanes);
  const Rows first = driver.run(x, case_steps);
  driver.set_state(std::vector<std::byte>(driver.state().size(), std::byte{0x3E}));  // 0.186 as a float, nothing odd
  driver.reset();
  const std::vector<std::byte> once = driver.state();
  if (const double most = difference(first, driver.run(x, case_steps)); most > subject.allowed()) {
    return fail("a sequence after a reset gives what it gave first", fmt::format("outputs differ by {:.3g}", most),
                "stale state: reset() does not write the whole state, what was there before shines through");
  }
  driver.reset();
  if (driver.state() == once) return pass();
  return fail("reset() gives the same bytes each time", "the state's bytes differ from reset to reset",
              "stale state: reset() does not write the whole state, what was there before shines through");
}

Finding reset_touches_named_lanes_only(const Subject& subject) {
  CellDriver driver(subject, case_steps, case_lanes);
  const std::vector<std::byte> fresh = driver.lane_state(1);
  driver.run(random_values(case_steps * case_lanes * subject.input(), 32), case_steps);
  std::vector<std::vector<std::byte>> before;
  for (std::int64_t n = 0; n < case_lanes; ++n) before.push_back(driver.lane_state(n));
  driver.reset(std::vector<std::int32_t>{1});
  for (const std::int64_t n : {0, 2}) {
    if (driver.lane_state(n) == before[static_cast<std::size_t>(n)]) continue;
    return fail("reset() of lane 1 leaves all other lanes alone", fmt::format("it has changed lane {}", n),
                n == 0 ? "reset() ignores the list of lanes and takes the first ones"
                       : "reset() writes past the lane that it was given");
  }
  if (driver.lane_state(1) == fresh) return pass();
  return fail("reset() of lane 1 gives it a fresh state", "lane 1 differs from a fresh state",
              "reset() ignores the list of lanes, or does not write the whole state");
}

Finding state_moves_by_memcpy(const Subject& subject) {
  const Rows first = random_values(case_steps * case_lanes * subject.input(), 11);
  const Rows second = random_values(case_steps * case_lanes * subject.input(), 12);
  CellDriver original(subject, case_steps, case_lanes);
  original.run(first, case_steps);
  const std::vector<std::byte> kept = original.state();
  const Rows expected = original.run(second, case_steps);
  CellDriver moved(original.cell(), case_steps, case_lanes);  // the same cell, another place
  moved.set_state(kept);
  original.reset();  // whoever still looks there finds nothing
  if (difference(expected, moved.run(second, case_steps)) <= subject.allowed()) return pass();
  return fail("a state copied to another place goes on the same", "outputs differ",
              "the state holds a pointer, or part of it is kept outside the host's bytes");
}

Finding empty_calls_change_nothing(const Subject& subject) {
  CellDriver driver(subject, case_steps, case_lanes);
  driver.run(random_values(case_steps * case_lanes * subject.input(), 41), case_steps);
  const std::vector<std::byte> before = driver.state();
  driver.run({}, 0);
  if (driver.state() != before)
    return fail("a call with T = 0 changes nothing", "the state has changed", "T = 0 is treated as a step");
  CellDriver(subject, case_steps, 0).run({}, case_steps);
  driver.reset(std::vector<std::int32_t>{});
  if (driver.state() == before) return pass();
  return fail("reset() of no lanes changes nothing", "the state has changed", "count = 0 is treated as all lanes");
}

}  // namespace

std::vector<ConformanceCase> lane_cases() {
  return {
      {"empty_calls_change_nothing", "T = 0, N = 0 and a reset of no lanes change nothing", empty_calls_change_nothing},
      {"lanes_are_independent", "permuted lanes give permuted outputs, and each what it gives alone",
       lanes_are_independent},
      {"nan_stays_in_its_lane", "a NaN in one lane's input reaches no other lane", nan_stays_in_its_lane},
      {"loudness_stays_in_its_lane", "a lane that is 100 times louder leaves the others' outputs alone",
       loudness_stays_in_its_lane},
      {"lengths_are_honoured", "a lane stops at its length and goes on from there", lengths_are_honoured},
      {"reset_gives_a_fresh_state", "after reset() nothing of the sequence before is left", reset_gives_a_fresh_state},
      {"reset_touches_named_lanes_only", "reset() changes the lanes that it is given and no others",
       reset_touches_named_lanes_only},
      {"state_moves_by_memcpy", "a state is plain bytes that go on from wherever they are copied to",
       state_moves_by_memcpy},
  };
}

}  // namespace gatewise
