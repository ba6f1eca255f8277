#include "conformance/driver.hpp"

#include <algorithm>
#include <cstring>

#include "base/random.hpp"
#include "cells/seeded_weights.hpp"

namespace gatewise {

std::vector<std::vector<float>> driver_weights(const CellRequest& request) {
  return seeded_cell_weights(find_family(request.family), request.input, request.hidden, 7);
}

PreparedCell prepare_seeded(const Plugin& plugin, const CellRequest& request) {
  return plugin.prepare(request, driver_weights(request), standard_ranges);
}

CellDriver::CellDriver(const Plugin& plugin, const CellRequest& request, std::int64_t most_steps, std::int64_t lanes)
    : cell_(prepare_seeded(plugin, request)),
      lanes_(lanes),
      needs_(cell_.needs(most_steps, lanes)),
      has_lengths_(cell_.describe().lengths),
      state_(static_cast<std::size_t>(lanes) * needs_.state_bytes) {
  reset();
}

std::vector<float> CellDriver::run(const std::vector<float>& x, std::int64_t steps,
                                   const std::vector<std::int32_t>& lengths) {
  const std::uint64_t scratch_bytes =
      std::max(cell_.needs(steps, lanes_).scratch_bytes, cell_.needs(1, lanes_).scratch_bytes);
  AlignedBuffer scratch(scratch_bytes);
  AlignedBuffer in(x.size() * sizeof(float));
  AlignedBuffer out(static_cast<std::size_t>(steps * lanes_ * cell_.request().hidden) * sizeof(float));
  std::copy(x.begin(), x.end(), in.floats());
  run_with_lengths(cell_, has_lengths_, steps, lanes_, in.floats(), out.floats(),
                   lengths.empty() ? nullptr : lengths.data(), state_.data(), needs_.state_bytes, scratch.data());
  return {out.floats(), out.floats() + out.size() / sizeof(float)};
}

void CellDriver::set_state(const std::vector<std::byte>& bytes) {
  std::copy(bytes.begin(), bytes.end(), state_.data());
}

std::vector<float> random_values(std::size_t count, std::uint64_t seed) {
  Random random(seed, "conformance values");
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

}  // namespace gatewise
