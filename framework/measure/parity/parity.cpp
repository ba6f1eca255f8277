#include "measure/parity/parity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/random.hpp"
#include "base/units.hpp"
#include "host/guarded_buffer.hpp"
#include "host/lengths.hpp"
#include "measure/parity/calibration.hpp"

namespace gatewise {
namespace {

std::vector<double> random_input(std::size_t count, std::uint64_t seed) {
  Random random(seed, "parity input");
  std::vector<double> x(count);
  for (double& value : x) value = static_cast<float>(random.normal());
  return x;
}

/// f(row) for every row [T,N] behind its lane's length.
template <class Function>
void for_each_padded_row(const OracleBatch& batch, Function f) {
  for (std::int64_t n = 0; n < batch.lanes(); ++n) {
    for (std::int64_t t = batch.lengths[static_cast<std::size_t>(n)]; t < batch.steps; ++t) f(t * batch.lanes() + n);
  }
}

/// y [T,N,H] of a fresh batch whose padding holds `padding`. `call(x, y, state, state_bytes, scratch)` drives the cell.
template <class Call>
std::vector<float> drive(PreparedCell& cell, const OracleBatch& batch, float padding, Call call) {
  const CellNeeds needs = cell.needs(batch.steps, batch.lanes());
  const CellNeeds stepwise = cell.needs(1, batch.lanes());
  const std::int64_t input = cell.request().input;
  GuardedBuffer in("x", batch.x.size() * sizeof(float));
  std::copy(batch.x.begin(), batch.x.end(), in.floats());
  for_each_padded_row(batch, [&](std::int64_t row) { std::fill_n(in.floats() + row * input, input, padding); });
  const auto outputs = static_cast<std::size_t>(batch.steps * batch.lanes() * cell.request().hidden);
  GuardedBuffer out("y", outputs * sizeof(float));
  std::fill_n(out.floats(), outputs, std::numeric_limits<float>::quiet_NaN());  // what is not written shows
  GuardedBuffer state("the state", static_cast<std::size_t>(batch.lanes()) * needs.state_bytes);
  GuardedBuffer scratch("the scratch", std::max(needs.scratch_bytes, stepwise.scratch_bytes));
  cell.reset(state.data(), nullptr, batch.lanes());
  call(in.floats(), out.floats(), state.data(), needs.state_bytes, scratch.data());
  for (const GuardedBuffer* buffer : {&in, &out, &state, &scratch}) buffer->check();
  return {out.floats(), out.floats() + outputs};
}

/// With lengths, which the host emulates where the cell lacks them. Padding that is read shows as NaN.
std::vector<float> run_padded(PreparedCell& cell, const OracleBatch& batch) {
  return drive(cell, batch, std::numeric_limits<float>::quiet_NaN(),
               [&](const float* in, float* out, std::byte* state, std::uint64_t state_bytes, std::byte* scratch) {
                 run_with_lengths(cell, cell.describe().lengths, batch.steps, batch.lanes(), in, out,
                                  batch.lengths.data(), state, state_bytes, scratch);
               });
}

/// In one call without lengths, padding being zeros: what offline batches do with a cell that lacks them. What comes
/// behind a length is nobody's.
std::vector<float> run_whole(PreparedCell& cell, const OracleBatch& batch) {
  const std::int64_t hidden = cell.request().hidden;
  return drive(cell, batch, 0.0F,
               [&](const float* in, float* out, std::byte* state, std::uint64_t, std::byte* scratch) {
                 cell.run(batch.steps, batch.lanes(), in, out, nullptr, state, scratch);
                 for_each_padded_row(batch, [&](std::int64_t row) { std::fill_n(out + row * hidden, hidden, 0.0F); });
               });
}

Difference worse(const Difference& a, const Difference& b) {
  return {std::max(a.max_abs, b.max_abs), std::max(a.nmse, b.nmse)};
}

}  // namespace

ParityRun run_parity(const Plugin& plugin, const CellRequest& request, const std::vector<std::vector<float>>& weights,
                     std::uint64_t seed, const ParityBatch& shape) {
  const OracleCell oracle(find_family(request.family), request.input, request.hidden, weights);
  ParityRun run;
  run.batch = {{}, shape.steps, shape.lengths};
  const OracleBatch& batch = run.batch;
  run.batch.x = random_input(static_cast<std::size_t>(shape.steps * batch.lanes() * request.input), seed);
  run.expected = run_oracle(oracle, batch);
  const CalibrationRanges ranges = ranges_of(batch.x, run.expected, static_cast<std::uint32_t>(batch.lanes()));
  PreparedCell cell = plugin.prepare(request, weights, ranges);
  run.got = run_padded(cell, batch);
  Difference seen = difference_from(run.expected, run.got);
  const CellDescription description = cell.describe();  // complete since the first needs()
  if (!description.lengths) seen = worse(seen, difference_from(run.expected, run_whole(cell, batch)));
  const Difference allowed = allowed_difference(oracle, batch, run.expected, request, ranges, seed);
  run.parity = {"passed", seen.max_abs, seen.nmse, allowed.max_abs, allowed.nmse, description.approximate};
  const double excess = run.parity.excess();
  if (!run.parity.approximate && excess > 1) run.parity.status = excess <= 8 ? "mistrusted" : "failed";
  return run;
}

Parity cell_parity(const Plugin& plugin, const CellRequest& request, const std::vector<std::vector<float>>& weights,
                   std::uint64_t seed) {
  return run_parity(plugin, request, weights, seed, {}).parity;
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

std::string describe(const Parity& parity) {
  return fmt::format(
      "differs from the oracle by {:.3g} (nmse {:.3g}), {} times what rounding explains: {:.3g} (nmse {:.3g})",
      parity.max_abs, parity.nmse, format_quantity(parity.excess(), Unit::none), parity.allowed, parity.allowed_nmse);
}

void to_json(Json& json, const Parity& p) {
  json = {{"status", p.status},   {"max_abs", p.max_abs},           {"nmse", p.nmse},
          {"allowed", p.allowed}, {"allowed_nmse", p.allowed_nmse}, {"approximate", p.approximate}};
}

void from_json(const Json& json, Parity& p) {
  constexpr double unbounded = std::numeric_limits<double>::max();  // records of version 0.1 know no bound of nmse
  p = {text_at(json, "status"),
       amount_at(json, "max_abs"),
       amount_at(json, "nmse"),
       amount_at(json, "allowed"),
       json.contains("allowed_nmse") ? amount_at(json, "allowed_nmse") : unbounded,
       member_of(json, "approximate").get<bool>()};
  if (p.status != "passed" && p.status != "mistrusted" && p.status != "failed")
    throw std::runtime_error(fmt::format("parity has the status '{}'", p.status));
  if (p.status == "passed" && !p.approximate && p.excess() > 1)
    throw std::runtime_error("parity 'passed' with differences beyond what it allows");
}

}  // namespace gatewise
