#include "quality/softmax_regression.hpp"

#include <algorithm>
#include <cmath>

#include "base/random.hpp"

namespace gatewise {
namespace {

constexpr std::size_t batch_size = 64;
constexpr std::size_t updates = 6000;
constexpr float peak_rate = 0.02F;
constexpr float weight_penalty = 1e-4F;

void to_softmax(std::vector<float>& logits) {
  const float most = *std::max_element(logits.begin(), logits.end());
  float sum = 0;
  for (float& value : logits) sum += value = std::exp(value - most);
  for (float& value : logits) value /= sum;
}

/// Adam (Kingma and Ba 2015) on one flat vector.
struct Adam {
  std::vector<float> first, second;
  explicit Adam(std::size_t size) : first(size), second(size) {}

  void update(std::vector<float>& weights, const std::vector<float>& gradient, float rate, std::size_t step) {
    const float correction1 = 1 - std::pow(0.9F, static_cast<float>(step));
    const float correction2 = 1 - std::pow(0.999F, static_cast<float>(step));
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const float g = gradient[i] + weight_penalty * weights[i];
      first[i] = 0.9F * first[i] + 0.1F * g;
      second[i] = 0.999F * second[i] + 0.001F * g * g;
      weights[i] -= rate * (first[i] / correction1) / (std::sqrt(second[i] / correction2) + 1e-8F);
    }
  }
};

}  // namespace

std::vector<float> SoftmaxRegression::logits(const SparseRow& row) const {
  std::vector<float> values(classes_);
  for (std::size_t k = 0; k < classes_; ++k) {
    const float* w = weights_.data() + k * (width_ + 1);
    values[k] = w[width_];
    for (std::size_t j = 0; j < row.columns.size(); ++j) values[k] += row.values[j] * w[row.columns[j]];
  }
  return values;
}

SoftmaxRegression::SoftmaxRegression(const std::vector<SparseRow>& rows, const std::vector<std::int32_t>& labels,
                                     std::size_t width, std::size_t classes)
    : width_(width), classes_(classes), weights_(classes * (width + 1), 0.0F) {
  Random random(1, "softmax_regression");
  Adam adam(weights_.size());
  std::vector<float> gradient(weights_.size());
  for (std::size_t step = 1; step <= updates; ++step) {
    std::fill(gradient.begin(), gradient.end(), 0.0F);
    for (std::size_t i = 0; i < batch_size; ++i) {
      const std::size_t sample = random.below(labels.size());
      if (labels[sample] < 0) continue;
      const SparseRow& row = rows[sample];
      std::vector<float> share = logits(row);
      to_softmax(share);
      share[static_cast<std::size_t>(labels[sample])] -= 1;
      for (std::size_t k = 0; k < classes; ++k) {
        const float error = share[k] / static_cast<float>(batch_size);
        float* g = gradient.data() + k * (width_ + 1);
        for (std::size_t j = 0; j < row.columns.size(); ++j) g[row.columns[j]] += error * row.values[j];
        g[width_] += error;
      }
    }
    const float rate = peak_rate * (1.0F - static_cast<float>(step - 1) / static_cast<float>(updates));
    adam.update(weights_, gradient, rate, step);
  }
}

}  // namespace gatewise
