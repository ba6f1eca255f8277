#include "measure/parity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/random.hpp"
#include "host/lengths.hpp"
#include "measure/calibration.hpp"
#include "measure/error_budget.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t steps = 48;
constexpr std::array<std::int32_t, 4> lengths{48, 31, 0, 17};
constexpr auto lanes = static_cast<std::int64_t>(lengths.size());

std::vector<double> random_input(std::int64_t width, std::uint64_t seed) {
  Random random(seed, "parity input");
  std::vector<double> x(static_cast<std::size_t>(steps * lanes * width));
  for (double& value : x) value = static_cast<float>(random.normal());
  return x;
}

std::vector<float> run_backend(PreparedCell& cell, const std::vector<double>& x) {
  const CellNeeds needs = cell.needs(steps, lanes);
  const CellNeeds stepwise = cell.needs(1, lanes);
  const std::int64_t hidden = cell.request().hidden;
  const std::int64_t input = cell.request().input;
  AlignedBuffer in(x.size() * sizeof(float));
  std::copy(x.begin(), x.end(), in.floats());
  for (std::int64_t n = 0; n < lanes; ++n) {  // padding that is read shows as NaN
    for (std::int64_t t = lengths[static_cast<std::size_t>(n)]; t < steps; ++t) {
      std::fill_n(in.floats() + (t * lanes + n) * input, input, std::numeric_limits<float>::quiet_NaN());
    }
  }
  AlignedBuffer out(static_cast<std::size_t>(steps * lanes * hidden) * sizeof(float));
  AlignedBuffer state(static_cast<std::size_t>(lanes) * needs.state_bytes);
  AlignedBuffer scratch(std::max(needs.scratch_bytes, stepwise.scratch_bytes));
  cell.reset(state.data(), nullptr, lanes);
  run_with_lengths(cell, cell.describe().lengths, steps, lanes, in.floats(), out.floats(), lengths.data(), state.data(),
                   needs.state_bytes, scratch.data());
  return {out.floats(), out.floats() + steps * lanes * hidden};
}

/// The same through one call without lengths, padding being zeros: what offline batches do with a cell that lacks them.
/// What comes behind a length is nobody's.
std::vector<float> run_whole(PreparedCell& cell, const std::vector<double>& x) {
  const CellNeeds needs = cell.needs(steps, lanes);
  const std::int64_t hidden = cell.request().hidden;
  AlignedBuffer in(x.size() * sizeof(float));
  AlignedBuffer out(static_cast<std::size_t>(steps * lanes * hidden) * sizeof(float));
  AlignedBuffer state(static_cast<std::size_t>(lanes) * needs.state_bytes);
  AlignedBuffer scratch(needs.scratch_bytes);
  std::copy(x.begin(), x.end(), in.floats());
  cell.reset(state.data(), nullptr, lanes);
  cell.run(steps, lanes, in.floats(), out.floats(), nullptr, state.data(), scratch.data());
  for (std::int64_t n = 0; n < lanes; ++n) {
    for (std::int64_t t = lengths[static_cast<std::size_t>(n)]; t < steps; ++t)
      std::fill_n(out.floats() + (t * lanes + n) * hidden, hidden, 0.0F);
  }
  return {out.floats(), out.floats() + steps * lanes * hidden};
}

Difference worse(const Difference& a, const Difference& b) {
  return {std::max(a.max_abs, b.max_abs), std::max(a.nmse, b.nmse)};
}

}  // namespace

Parity cell_parity(const Plugin& plugin, const CellRequest& request, const std::vector<std::vector<float>>& weights,
                   std::uint64_t seed) {
  const OracleCell oracle(find_family(request.family), request.input, request.hidden, weights);
  const OracleBatch batch{random_input(request.input, seed), steps, lengths};
  const std::vector<double> expected = run_oracle(oracle, batch);
  const CalibrationRanges ranges = ranges_of(batch.x, expected, static_cast<std::uint32_t>(lanes));
  PreparedCell cell = plugin.prepare(request, weights, ranges);
  const std::vector<float> got = run_backend(cell, batch.x);
  Difference seen = difference_from(expected, got);
  if (!cell.describe().lengths) seen = worse(seen, difference_from(expected, run_whole(cell, batch.x)));
  const Difference allowed = allowed_difference(oracle, batch, expected, request, ranges, seed);
  Parity parity{"passed", seen.max_abs, seen.nmse, allowed.max_abs, allowed.nmse, cell.describe().approximate};
  const double excess = parity.excess();
  if (!parity.approximate && excess > 1) parity.status = excess <= 8 ? "mistrusted" : "failed";
  return parity;
}

double Parity::excess() const {
  return std::max(max_abs / allowed, std::sqrt(nmse / std::max(allowed_nmse, std::numeric_limits<double>::min())));
}

Parity model_parity(const Plugin& plugin, const BackendChoice& backend, const ModelShape& shape,
                    const TensorFile& weights) {
  Parity worst;
  for (std::int64_t l = 0; l < shape.architecture.layers; ++l) {
    for (std::int64_t d = 0; d < shape.architecture.directions(); ++d) {
      const std::vector<std::vector<float>> values = layer_weights(shape, weights, l, d == 1);
      const Parity parity =
          cell_parity(plugin, layer_request(shape, backend, l), values, static_cast<std::uint64_t>(l * 2 + d));
      if (worst.allowed == 0 || parity.excess() > worst.excess()) worst = parity;
    }
  }
  return worst;
}

void to_json(Json& json, const Parity& p) {
  json = {{"status", p.status},   {"max_abs", p.max_abs},           {"nmse", p.nmse},
          {"allowed", p.allowed}, {"allowed_nmse", p.allowed_nmse}, {"approximate", p.approximate}};
}

void from_json(const Json& json, Parity& p) {
  constexpr double unbounded = std::numeric_limits<double>::max();  // records of version 0.1 know no bound of nmse
  p = {json.at("status"),
       json.at("max_abs"),
       json.at("nmse"),
       json.at("allowed"),
       json.value("allowed_nmse", unbounded),
       json.at("approximate")};
}

}  // namespace gatewise
