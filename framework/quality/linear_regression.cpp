#include "quality/linear_regression.hpp"

#include <Eigen/Dense>
#include <algorithm>

namespace gatewise {
namespace {

constexpr double ridge_penalty = 1e-4;  // of the mean square of a row's columns
constexpr std::size_t chunk = 1024;     // rows turned to double at a time

using Matrix = Eigen::MatrixXd;

/// Rows [begin, end) with a one behind each.
Matrix rows_of(const std::vector<float>& x, std::size_t width, std::size_t begin, std::size_t end) {
  Matrix rows(static_cast<Eigen::Index>(end - begin), static_cast<Eigen::Index>(width + 1));
  for (std::size_t i = begin; i < end; ++i) {
    for (std::size_t j = 0; j < width; ++j)
      rows(static_cast<Eigen::Index>(i - begin), static_cast<Eigen::Index>(j)) = static_cast<double>(x[i * width + j]);
    rows(static_cast<Eigen::Index>(i - begin), static_cast<Eigen::Index>(width)) = 1;
  }
  return rows;
}

Matrix values_of(const std::vector<float>& y, std::size_t outputs, std::size_t begin, std::size_t end) {
  Matrix values(static_cast<Eigen::Index>(end - begin), static_cast<Eigen::Index>(outputs));
  for (std::size_t i = begin; i < end; ++i) {
    for (std::size_t k = 0; k < outputs; ++k)
      values(static_cast<Eigen::Index>(i - begin), static_cast<Eigen::Index>(k)) =
          static_cast<double>(y[i * outputs + k]);
  }
  return values;
}

}  // namespace

LinearRegression::LinearRegression(const std::vector<float>& x, const std::vector<float>& y, std::size_t width,
                                   std::size_t outputs)
    : width_(width), outputs_(outputs), weights_(outputs * (width + 1)) {
  const std::size_t count = y.size() / std::max<std::size_t>(1, outputs);
  const auto columns = static_cast<Eigen::Index>(width + 1);
  Matrix squares = Matrix::Zero(columns, columns);
  Matrix products = Matrix::Zero(columns, static_cast<Eigen::Index>(outputs));
  for (std::size_t begin = 0; begin < count; begin += chunk) {
    const std::size_t end = std::min(begin + chunk, count);
    const Matrix rows = rows_of(x, width, begin, end);
    squares += rows.transpose() * rows;
    products += rows.transpose() * values_of(y, outputs, begin, end);
  }
  const double ridge = ridge_penalty * squares.diagonal().head(columns - 1).mean() + 1e-9;
  squares.diagonal().head(columns - 1).array() += ridge;
  const Matrix solution = squares.ldlt().solve(products);
  for (std::size_t k = 0; k < outputs; ++k) {
    for (std::size_t j = 0; j <= width; ++j)
      weights_[k * (width + 1) + j] = solution(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(k));
  }
}

std::vector<float> LinearRegression::answers(const float* row) const {
  std::vector<float> values;
  for (std::size_t k = 0; k < outputs_; ++k) {
    const double* w = weights_.data() + k * (width_ + 1);
    double sum = w[width_];
    for (std::size_t j = 0; j < width_; ++j) sum += w[j] * static_cast<double>(row[j]);
    values.push_back(static_cast<float>(sum));
  }
  return values;
}

}  // namespace gatewise
