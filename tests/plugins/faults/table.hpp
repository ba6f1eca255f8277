// The table of one cell, with the faults that the SDK's own functions would not let through.
#ifndef GATEWISE_TESTS_PLUGINS_FAULTS_TABLE_HPP
#define GATEWISE_TESTS_PLUGINS_FAULTS_TABLE_HPP

#include <cstdio>
#include <string>

#include "cell.hpp"

namespace faults {

template <class Cell>
const Cell& cell_of(const gw_cell* cell) {
  return *reinterpret_cast<const Cell*>(cell);
}

template <class Cell>
void reset_lane(const gw_cell* cell, void* state, std::int64_t lane) {
  const Cell& self = cell_of<Cell>(cell);
  self.reset(static_cast<std::byte*>(state) + static_cast<std::uint64_t>(lane) * self.state_bytes());
}

/// reset_ignores_lane_list
template <class Cell>
std::int32_t reset_first_lanes(const gw_cell* cell, void* state, const std::int32_t*, std::int64_t count, char*,
                               std::uint64_t) {
  for (std::int64_t i = 0; i < count; ++i) reset_lane<Cell>(cell, state, i);
  return GW_OK;
}

/// reset_clears_neighbour
template <class Cell>
std::int32_t reset_with_neighbour(const gw_cell* cell, void* state, const std::int32_t* lanes, std::int64_t count,
                                  char*, std::uint64_t) {
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t lane = lanes == nullptr ? i : lanes[i];
    reset_lane<Cell>(cell, state, lane);
    if (lane > 0) reset_lane<Cell>(cell, state, lane - 1);
  }
  return GW_OK;
}

/// writes_whole_needs
template <class Cell>
std::int32_t write_whole_needs(gw_cell* cell, std::int64_t steps, std::int64_t lanes, gw_needs* theirs, char*,
                               std::uint64_t) {
  const sdk::Needs needs = cell_of<Cell>(cell).needs(steps, lanes);
  gw_needs whole{};
  whole.struct_size = sizeof(gw_needs);
  whole.state_bytes = needs.state_bytes;
  whole.scratch_bytes = needs.scratch_bytes;
  *theirs = whole;
  return GW_OK;
}

/// leaks_cell
inline void release_nothing(gw_cell*) {}

inline std::int64_t elements_of(const gw_tensor& tensor) {
  std::int64_t count = 1;
  for (std::uint32_t i = 0; i < tensor.rank; ++i) count *= tensor.shape[i];
  return count;
}

/// The tensor's elements with one of the two checks left out: of values that are not finite, or of the shape. What is
/// too many is cut off and what is missing is 0, so that nothing is read that is not there.
template <Fault F>
std::vector<float> unchecked(const gw_weights& weights, const std::string& name, std::vector<std::int64_t> shape) {
  for (std::uint32_t i = 0; i < weights.count; ++i) {
    const gw_tensor& tensor = *weights.tensors[i];
    if (name != tensor.name) continue;
    if (F == Fault::accepts_nan_weights &&
        !std::equal(shape.begin(), shape.end(), tensor.shape, tensor.shape + tensor.rank)) {
      throw sdk::InvalidArgument("weight '" + name + "' has another shape than expected");
    }
    std::vector<float> values(tensor.data, tensor.data + elements_of(tensor));
    if (F == Fault::accepts_misshapen_weights &&
        !std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
      throw sdk::InvalidArgument("weight '" + name + "' holds a value that is not finite");
    }
    values.resize(static_cast<std::size_t>(shape.front() * (shape.size() == 2 ? shape.back() : 1)));
    return values;
  }
  throw sdk::InvalidArgument("weight '" + name + "' is missing");
}

/// accepts_nan_weights and accepts_misshapen_weights
template <Family Asked, Fault F>
std::int32_t prepare_unchecked(const gw_spec* spec, const gw_exec*, const gw_weights* weights, const gw_quant*,
                               gw_cell** cell, char* message, std::uint64_t size) {
  const std::int64_t rows = gates_of(Asked) * spec->hidden_size;
  try {
    CellWeights taken{unchecked<F>(*weights, "weight_ih", {rows, spec->input_size}),
                      unchecked<F>(*weights, "weight_hh", {rows, spec->hidden_size}),
                      unchecked<F>(*weights, "bias_ih", {rows}), unchecked<F>(*weights, "bias_hh", {rows})};
    *cell = reinterpret_cast<gw_cell*>(new Cell<Asked, F>(spec->input_size, spec->hidden_size, std::move(taken)));
    return GW_OK;
  } catch (const std::exception& error) {
    if (size > 0) std::snprintf(message, size, "%s", error.what());
    return GW_INVALID_ARGUMENT;
  }
}

template <Family Asked, Fault F>
gw_cell_type table(const char* family, const char* precision, const char* name) {
  using Class = Cell<Asked, F>;
  gw_cell_type type = sdk::cell<Class>(family, precision, name);
  if constexpr (F == Fault::reset_ignores_lane_list) type.reset = &reset_first_lanes<Class>;
  if constexpr (F == Fault::reset_clears_neighbour) type.reset = &reset_with_neighbour<Class>;
  if constexpr (F == Fault::writes_whole_needs) type.needs = &write_whole_needs<Class>;
  if constexpr (F == Fault::leaks_cell) type.release = &release_nothing;
  if constexpr (F == Fault::accepts_nan_weights || F == Fault::accepts_misshapen_weights)
    type.prepare = &prepare_unchecked<Asked, F>;
  return type;
}

}  // namespace faults

#endif
