// A budget is worth what it refuses: cells with wrong equations must be far outside at every precision.
#include "measure/parity/error_budget.hpp"

#include <gtest/gtest.h>

#include <array>

#include "base/error.hpp"
#include "cells/seeded_weights.hpp"
#include "measure/parity/calibration.hpp"
#include "measure/parity/parity.hpp"

namespace gatewise::measure_error_budget_test {
namespace {

constexpr std::array<std::int32_t, 2> lengths{48, 31};

struct Setting {
  CellRequest request;
  std::vector<std::vector<float>> weights;
  OracleBatch batch;
  std::vector<double> expected;
  CalibrationRanges ranges;

  Setting(const std::string& family, const std::string& precision, std::int64_t input, std::int64_t hidden)
      : request{family, precision, "", input, hidden, 1},
        weights(seeded_cell_weights(find_family(family), input, hidden, 3)),
        batch{{}, 48, {lengths.begin(), lengths.end()}} {
    Random random(1, "error budget input");
    batch.x.resize(static_cast<std::size_t>(48 * 2 * input));
    for (double& value : batch.x) value = random.normal();
    expected = run_oracle(oracle(), batch);
    ranges = ranges_of(batch.x, expected, 2);
  }
  OracleCell oracle() const { return {find_family(request.family), request.input, request.hidden, weights}; }
  Difference allowed() const { return allowed_difference(oracle(), batch, expected, request, ranges, 1); }

  /// The outputs with two gates' rows exchanged.
  std::vector<double> with_swapped_gates() const {
    std::vector<std::vector<float>> swapped = weights;
    for (std::vector<float>& tensor : swapped) {
      const std::size_t gate = tensor.size() / static_cast<std::size_t>(find_family(request.family).gate_count());
      std::swap_ranges(tensor.begin(), tensor.begin() + static_cast<std::ptrdiff_t>(gate),
                       tensor.begin() + static_cast<std::ptrdiff_t>(gate));
    }
    return run_oracle(OracleCell(find_family(request.family), request.input, request.hidden, swapped), batch);
  }
};

double excess(const Difference& seen, const Difference& allowed) {
  return Parity{"", seen.max_abs, seen.nmse, allowed.max_abs, allowed.nmse, false}.excess();
}

TEST(ErrorBudget, RefusesSwappedGatesAtEveryPrecision) {
  for (const char* precision : {"f32", "bf16", "int8"}) {
    for (const char* family : {"lstm", "gru", "gru_reset_before"}) {
      const Setting s(family, precision, 17, 34);
      EXPECT_GT(excess(difference_from(s.expected, s.with_swapped_gates()), s.allowed()), 1)
          << family << "/" << precision;
    }
  }
}

/// As trained weights are: large enough for a rounding to turn an output over somewhere.
Setting with_large_weights(const std::string& family, float factor) {
  Setting s(family, "int8", 17, 64);
  for (std::vector<float>& tensor : s.weights) {
    for (float& value : tensor) value *= factor;
  }
  s.expected = run_oracle(s.oracle(), s.batch);
  s.ranges = ranges_of(s.batch.x, s.expected, 2);
  return s;
}

TEST(ErrorBudget, TellsWrongGatesByTheirMeanSquareWhereTheLargestDifferenceSaysLittle) {
  const Setting s = with_large_weights("gru", 4);
  const Difference allowed = s.allowed();
  const Difference seen = difference_from(s.expected, s.with_swapped_gates());
  EXPECT_GT(seen.nmse, allowed.nmse);
  EXPECT_GT(seen.nmse / allowed.nmse, seen.max_abs * seen.max_abs / (allowed.max_abs * allowed.max_abs));
}

TEST(ErrorBudget, GrowsWithTheCoarsenessOfThePrecision) {
  const double f32 = Setting("lstm", "f32", 17, 34).allowed().max_abs;
  const double bf16 = Setting("lstm", "bf16", 17, 34).allowed().max_abs;
  const double int8 = Setting("lstm", "int8", 17, 34).allowed().max_abs;
  EXPECT_LT(f32, 1e-3);
  EXPECT_LT(10 * f32, bf16);
  EXPECT_LT(bf16, int8);
  EXPECT_LT(bf16, 0.2) << "an allowance this wide would pass nearly anything in (-1, 1)";
}

TEST(ErrorBudget, OfInt8FollowsTheCalibratedRange) {
  Setting s("gru", "int8", 5, 17);
  const double narrow = s.allowed().max_abs;
  s.ranges.x_max *= 8;
  EXPECT_GT(s.allowed().max_abs, 2 * narrow);
}

TEST(Difference, OfWhatIsNotFiniteIsTheLargest) {
  const std::vector<float> got{0, std::nanf("")};
  EXPECT_EQ(difference_from({0, 0}, got).max_abs, std::numeric_limits<double>::max());
}

TEST(Difference, IsTheLargestAndTheMeanSquareByTheLevel) {
  const Difference d = difference_from({3, 4}, std::vector<float>{3, 4.5F});
  EXPECT_DOUBLE_EQ(d.max_abs, 0.5);
  EXPECT_DOUBLE_EQ(d.nmse, 0.25 / 25);
}

TEST(RoundedHidden, ChangesWhatTheRecurrentMatrixReadsAndNoMore) {
  const Setting s("gru", "f32", 5, 17);
  Random random(2, "rounding");
  const std::vector<double> same = run_oracle(s.oracle(), s.batch, {0, 0, &random});
  EXPECT_EQ(same, s.expected);
  const double moved = difference_from(s.expected, run_oracle(s.oracle(), s.batch, {0, 0.01, &random})).max_abs;
  EXPECT_GT(moved, 0);
  EXPECT_LT(moved, 0.05);
}

}  // namespace
}  // namespace gatewise::measure_error_budget_test
