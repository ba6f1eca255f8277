#include "conformance/subject.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "base/random.hpp"
#include "cells/seeded_weights.hpp"
#include "host/lengths.hpp"

namespace gatewise {
namespace {

std::size_t bytes_of(std::int64_t steps, std::int64_t lanes, std::int64_t width) {
  return static_cast<std::size_t>(steps * lanes * width) * sizeof(float);
}

/// The larger of a batch's and of single steps', which emulated lengths take.
std::size_t scratch_bytes(PreparedCell& cell, std::int64_t steps, std::int64_t lanes) {
  return std::max(cell.needs(steps, lanes).scratch_bytes, cell.needs(1, lanes).scratch_bytes);
}

}  // namespace

std::vector<std::vector<float>> Subject::weights(std::uint64_t seed) const {
  return seeded_cell_weights(find_family(request.family), request.input, request.hidden, seed);
}

PreparedCell Subject::prepare() const { return plugin.prepare(request, weights(), standard_ranges); }

CellDescription Subject::description() const {
  PreparedCell cell = prepare();
  cell.needs(1, 1);
  return cell.describe();
}

double Subject::allowed() const {
  using Key = std::tuple<std::string, std::string, std::string, std::int64_t, std::int64_t>;
  static std::map<Key, double> known;  // eight runs of the oracle are not worth repeating
  const Key key{request.family, request.precision, request.implementation, request.input, request.hidden};
  if (const auto found = known.find(key); found != known.end()) return found->second;
  return known[key] = cell_parity(plugin, request, weights(), 1).allowed;
}

std::vector<float> random_values(std::int64_t count, std::uint64_t seed) {
  Random random(seed, "conformance values");
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

CellDriver::CellDriver(const Subject& subject, std::int64_t most_steps, std::int64_t lanes)
    : own_(std::make_unique<PreparedCell>(subject.prepare())),
      cell_(own_.get()),
      lanes_(lanes),
      needs_(cell_->needs(most_steps, lanes)),
      has_lengths_(cell_->describe().lengths),
      state_("the state", static_cast<std::size_t>(lanes) * needs_.state_bytes) {
  reset();
}

CellDriver::CellDriver(PreparedCell& cell, std::int64_t most_steps, std::int64_t lanes)
    : cell_(&cell),
      lanes_(lanes),
      needs_(cell_->needs(most_steps, lanes)),
      has_lengths_(cell_->describe().lengths),
      state_("the state", static_cast<std::size_t>(lanes) * needs_.state_bytes) {
  reset();
}

void CellDriver::reset() {
  cell_->reset(state_.data(), nullptr, lanes_);
  state_.check();
}

void CellDriver::reset(const std::vector<std::int32_t>& lanes) {
  cell_->reset(state_.data(), lanes.data(), static_cast<std::int64_t>(lanes.size()));
  state_.check();
}

std::vector<float> CellDriver::run(const std::vector<float>& x, std::int64_t steps,
                                   const std::vector<std::int32_t>& lengths) {
  // A buffer of exactly this call's size, so that the guards stand right behind it.
  GuardedBuffer scratch("the scratch", scratch_bytes(*cell_, steps, lanes_));
  GuardedBuffer in("x", x.size() * sizeof(float));
  GuardedBuffer out("y", bytes_of(steps, lanes_, cell_->request().hidden));
  std::copy(x.begin(), x.end(), in.floats());
  std::fill_n(out.floats(), out.size() / sizeof(float), std::numeric_limits<float>::quiet_NaN());
  run_with_lengths(*cell_, has_lengths_, steps, lanes_, in.floats(), out.floats(),
                   lengths.empty() ? nullptr : lengths.data(), state_.data(), needs_.state_bytes, scratch.data());
  for (const GuardedBuffer* buffer : {&in, &out, &state_, &scratch}) buffer->check();
  return {out.floats(), out.floats() + out.size() / sizeof(float)};
}

std::vector<std::byte> CellDriver::state() const { return {state_.data(), state_.data() + state_.size()}; }

std::vector<std::byte> CellDriver::lane_state(std::int64_t lane) const {
  const std::byte* begin = state_.data() + static_cast<std::uint64_t>(lane) * needs_.state_bytes;
  return {begin, begin + needs_.state_bytes};
}

void CellDriver::set_state(const std::vector<std::byte>& bytes) {
  std::copy(bytes.begin(), bytes.end(), state_.data());
}

}  // namespace gatewise
