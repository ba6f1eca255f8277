#ifndef GATEWISE_QUALITY_LINEAR_REGRESSION_HPP
#define GATEWISE_QUALITY_LINEAR_REGRESSION_HPP

#include <cstddef>
#include <vector>

namespace gatewise {

/// Ridge least squares in double precision: numbers that are a linear function of a row, without memory.
class LinearRegression {
 public:
  /// x [n, width], y [n, outputs]; columns of x are best near a deviation of 1. The intercept bears no penalty. An
  /// answer of y that is NaN teaches nothing: its output is fitted on the other rows, and the row teaches the others.
  LinearRegression(const std::vector<float>& x, const std::vector<float>& y, std::size_t width, std::size_t outputs);

  /// The answers [outputs] to one row. An output that no row taught has 0.
  std::vector<float> answers(const float* row) const;

  /// [outputs] how many rows each was fitted on.
  const std::vector<std::size_t>& rows() const { return rows_; }

 private:
  std::size_t width_;
  std::size_t outputs_;
  std::vector<double> centre_;   // [width] the columns' means, which keep the sums small
  std::vector<double> weights_;  // [outputs, width + 1], the intercept last
  std::vector<std::size_t> rows_;
};

}  // namespace gatewise

#endif
