#include "host/lengths.hpp"

#include <algorithm>
#include <cstring>

namespace gatewise {

void run_with_lengths(const PreparedCell& cell, bool has_lengths, std::int64_t steps, std::int64_t lanes,
                      const float* x, float* y, const std::int32_t* lengths, std::byte* state,
                      std::uint64_t state_bytes, std::byte* scratch) {
  if (has_lengths || lengths == nullptr) {
    cell.run(steps, lanes, x, y, lengths, state, scratch);
    return;
  }
  const std::int64_t input = cell.request().input;
  const std::int64_t hidden = cell.request().hidden;
  AlignedBuffer step_x(static_cast<std::size_t>(lanes * input) * sizeof(float));
  AlignedBuffer step_y(static_cast<std::size_t>(lanes * hidden) * sizeof(float));
  AlignedBuffer kept(static_cast<std::size_t>(lanes) * state_bytes);
  for (std::int64_t t = 0; t < steps; ++t) {
    std::memcpy(kept.data(), state, kept.size());
    for (std::int64_t n = 0; n < lanes; ++n) {
      float* row = step_x.floats() + n * input;
      if (t < lengths[n]) {
        std::copy_n(x + (t * lanes + n) * input, input, row);
      } else {
        std::fill_n(row, input, 0.0F);
      }
    }
    cell.run(1, lanes, step_x.floats(), step_y.floats(), nullptr, state, scratch);
    for (std::int64_t n = 0; n < lanes; ++n) {
      float* out = y + (t * lanes + n) * hidden;
      if (t < lengths[n]) {
        std::copy_n(step_y.floats() + n * hidden, hidden, out);
      } else {
        std::fill_n(out, hidden, 0.0F);
        const auto offset = static_cast<std::uint64_t>(n) * state_bytes;
        std::memcpy(state + offset, kept.data() + offset, state_bytes);
      }
    }
  }
}

}  // namespace gatewise
