#include <algorithm>

#include "data/dataset.hpp"
#include "quality/floor_rules.hpp"

namespace gatewise {

std::vector<float> segment_means(const Sequence& sequence, std::size_t width, std::int64_t segments) {
  std::vector<float> means(static_cast<std::size_t>(segments) * width, 0.0F);
  for (std::int64_t s = 0; s < segments; ++s) {
    const std::int64_t begin = std::min(sequence.length * s / segments, sequence.length - 1);
    const std::int64_t end = std::max(begin + 1, sequence.length * (s + 1) / segments);
    float* mean = means.data() + static_cast<std::size_t>(s) * width;
    for (std::int64_t t = begin; t < end; ++t) {
      for (std::size_t j = 0; j < width; ++j)
        mean[j] += sequence.features[static_cast<std::size_t>(t) * width + j] / static_cast<float>(end - begin);
    }
  }
  return means;
}

}  // namespace gatewise
