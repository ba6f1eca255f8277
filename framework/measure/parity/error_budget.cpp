#include "measure/parity/error_budget.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace gatewise {
namespace {

constexpr double unit_f32 = 0x1p-24;
constexpr double unit_bf16 = 0x1p-8;
// A vanilla RNN can amplify a rounding by chance far more than by habit: with four repeats and a slack of 4 one right
// cell of 150 was called wrong. Wrong equations are ten times and more outside.
constexpr int repeats = 8;
constexpr double slack = 6;
constexpr double s8_levels = 127;
constexpr double u8_steps = 255;

/// How far a precision may move what the products read.
struct Rounding {
  double weights = 0;     ///< relative
  bool row_grid = false;  ///< weights by their row's s8 grid instead
  double x_relative = 0, x_absolute = 0;
  double h_relative = 0, h_absolute = 0;
  double y_relative = 0, y_absolute = 0;  ///< of the output itself
};

Rounding rounding_of(const CellRequest& request, const CalibrationRanges& ranges) {
  if (request.precision == "f32") {
    const double bound = static_cast<double>(request.input + request.hidden + 2) * unit_f32;
    return {bound, false, bound, 0, 0, 0, 0, 0};
  }
  if (request.precision == "bf16") return {unit_bf16, false, unit_bf16, 0, unit_bf16, 0, unit_bf16, 0};
  if (request.precision == "int8") {
    const double low = std::min({ranges.x_min, ranges.h_min, 0.0F});
    const double high = std::max({ranges.x_max, ranges.h_max, 0.0F});
    const double step = (high - low) / u8_steps;
    return {0, true, 0, step, 0, step, 0, step};
  }
  throw InputError(
      fmt::format("precision '{}' has no error budget: parity knows f32, bf16 and int8", request.precision));
}

OracleCell changed(const OracleCell& oracle, const Rounding& rounding, Random& random) {
  return rounding.row_grid ? oracle.moved_on_row_grid(s8_levels, random) : oracle.perturbed(rounding.weights, random);
}

double mean_square(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

}  // namespace

std::vector<double> run_oracle(const OracleCell& oracle, const OracleBatch& batch, const HiddenRounding& rounding) {
  std::vector<double> state(oracle.state_size() * batch.lengths.size(), 0.0);
  return oracle.run(batch.x, batch.steps, batch.lanes(), batch.lengths, state, rounding);
}

Difference allowed_difference(const OracleCell& oracle, const OracleBatch& batch, const std::vector<double>& expected,
                              const CellRequest& request, const CalibrationRanges& ranges, std::uint64_t seed) {
  const Rounding rounding = rounding_of(request, ranges);
  Random random(seed, "parity perturbation");
  Difference most;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    OracleBatch moved = batch;
    for (double& value : moved.x) {
      value = value * (1.0 + random.uniform(-rounding.x_relative, rounding.x_relative)) +
              random.uniform(-rounding.x_absolute, rounding.x_absolute);
    }
    const OracleCell cell = changed(oracle, rounding, random);
    const Difference seen =
        difference_from(expected, run_oracle(cell, moved, {rounding.h_relative, rounding.h_absolute, &random}));
    most = {std::max(most.max_abs, seen.max_abs), std::max(most.nmse, seen.nmse)};
  }
  const Difference zero = difference_from(expected, std::vector<double>(expected.size(), 0.0));  // its largest output
  const double own =
      16 * unit_f32 * static_cast<double>(batch.steps) + rounding.y_relative * zero.max_abs + rounding.y_absolute;
  const double level = mean_square(expected);
  return {slack * most.max_abs + own, slack * slack * most.nmse + (level > 0 ? own * own / level : own * own)};
}

}  // namespace gatewise
