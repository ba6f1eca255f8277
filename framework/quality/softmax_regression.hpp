#ifndef GATEWISE_QUALITY_SOFTMAX_REGRESSION_HPP
#define GATEWISE_QUALITY_SOFTMAX_REGRESSION_HPP

#include <cstdint>
#include <vector>

namespace gatewise {

/// The columns of a row that are not zero.
struct SparseRow {
  std::vector<std::uint32_t> columns;
  std::vector<float> values;

  void add(std::size_t column, float value) {
    columns.push_back(static_cast<std::uint32_t>(column));
    values.push_back(value);
  }
};

/// A linear classifier without memory: what a sequence model must beat.
class SoftmaxRegression {
 public:
  /// Fits by minibatch Adam with a falling rate and a small L2 penalty; seeded, deterministic. A label of -1 asks
  /// nothing. `width` is beyond every row's columns.
  SoftmaxRegression(const std::vector<SparseRow>& rows, const std::vector<std::int32_t>& labels, std::size_t width,
                    std::size_t classes);

  /// Logits [classes] of one row.
  std::vector<float> logits(const SparseRow& row) const;

 private:
  std::size_t width_;
  std::size_t classes_;
  std::vector<float> weights_;  // [classes, width + 1], the bias last
};

}  // namespace gatewise

#endif
