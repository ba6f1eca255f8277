#include "training/time_stretch.hpp"

#include <algorithm>
#include <cmath>

#include "data/dataset.hpp"

namespace gatewise {

Sequence stretched_to(const Sequence& sequence, std::int64_t length, bool every_step) {
  Sequence moved = sequence;
  moved.length = length;
  const auto width = static_cast<std::int64_t>(sequence.features.size()) / std::max<std::int64_t>(1, sequence.length);
  moved.features.resize(static_cast<std::size_t>(length * width));
  if (every_step) moved.labels.resize(static_cast<std::size_t>(length));
  const double pace = length > 1 ? static_cast<double>(sequence.length - 1) / static_cast<double>(length - 1) : 0;
  for (std::int64_t t = 0; t < length; ++t) {
    const double at = static_cast<double>(t) * pace;
    const auto before = std::min(static_cast<std::int64_t>(at), sequence.length - 1);
    const std::int64_t after = std::min(before + 1, sequence.length - 1);
    const auto share = static_cast<float>(at - static_cast<double>(before));
    for (std::int64_t j = 0; j < width; ++j) {
      const float a = sequence.features[static_cast<std::size_t>(before * width + j)];
      const float b = sequence.features[static_cast<std::size_t>(after * width + j)];
      moved.features[static_cast<std::size_t>(t * width + j)] = a + share * (b - a);
    }
    if (every_step)
      moved.labels[static_cast<std::size_t>(t)] =
          sequence.labels[static_cast<std::size_t>(share < 0.5F ? before : after)];
  }
  return moved;
}

Sequences stretched(const Sequences& sequences, double most, bool every_step, Random& random) {
  Sequences moved;
  moved.reserve(sequences.size());
  const double widest = std::log1p(most);
  for (const Sequence& sequence : sequences) {
    const double factor = std::exp(random.uniform(-widest, widest));
    const auto length = static_cast<std::int64_t>(std::llround(static_cast<double>(sequence.length) * factor));
    moved.push_back(sequence.length == 0 ? sequence
                                         : stretched_to(sequence, std::max<std::int64_t>(1, length), every_step));
  }
  return moved;
}

}  // namespace gatewise
