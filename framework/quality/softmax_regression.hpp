#ifndef GATEWISE_QUALITY_SOFTMAX_REGRESSION_HPP
#define GATEWISE_QUALITY_SOFTMAX_REGRESSION_HPP

#include <cstdint>
#include <vector>

namespace gatewise {

/// A linear classifier without memory: what a sequence model must beat.
class SoftmaxRegression {
 public:
  /// Fits by minibatch Adam with a falling rate and a small L2 penalty; seeded, deterministic. x [n, width], labels
  /// [n].
  SoftmaxRegression(const std::vector<float>& x, const std::vector<std::int32_t>& labels, std::size_t width,
                    std::size_t classes);

  /// Logits [classes] of one row.
  std::vector<float> logits(const float* row) const;

 private:
  std::size_t width_;
  std::size_t classes_;
  std::vector<float> weights_;  // [classes, width + 1], the bias last
};

}  // namespace gatewise

#endif
