#include "quality/linear_regression.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace gatewise {
namespace {

constexpr double ridge_penalty = 1e-4;  // of the mean square of a row's columns
constexpr std::size_t chunk = 1024;     // rows turned to double at a time

using Matrix = Eigen::MatrixXd;
using RowList = std::vector<std::size_t>;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

/// x [n, width] about its columns' means.
class Rows {
 public:
  Rows(const std::vector<float>& x, std::size_t width, std::size_t count)
      : x_(x), width_(width), centre_(width, 0.0), count_(count) {
    for (std::size_t i = 0; i < count * width; ++i) centre_[i % width] += static_cast<double>(x[i]);
    for (double& mean : centre_) mean /= static_cast<double>(std::max<std::size_t>(1, count));
  }

  const std::vector<double>& centre() const { return centre_; }
  Eigen::Index columns() const { return index(width_ + 1); }

  /// The rows of a part of `list` with a one behind each.
  Matrix part(const RowList& list, std::size_t begin, std::size_t end) const {
    Matrix rows(index(end - begin), columns());
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t j = 0; j < width_; ++j)
        rows(index(i - begin), index(j)) = static_cast<double>(x_[list[i] * width_ + j]) - centre_[j];
      rows(index(i - begin), index(width_)) = 1;
    }
    return rows;
  }

  /// The sum of row' row over the list.
  Matrix squares(const RowList& list) const {
    Matrix sum = Matrix::Zero(columns(), columns());
    for (std::size_t begin = 0; begin < list.size(); begin += chunk) {
      const Matrix rows = part(list, begin, std::min(begin + chunk, list.size()));
      sum += rows.transpose() * rows;
    }
    return sum;
  }

  RowList all() const {
    RowList list(count_);
    std::iota(list.begin(), list.end(), std::size_t{0});
    return list;
  }

 private:
  const std::vector<float>& x_;
  std::size_t width_;
  std::vector<double> centre_;
  std::size_t count_;
};

/// Answers y [n, outputs].
struct Answers {
  const std::vector<float>& y;
  std::size_t outputs;

  double at(std::size_t row, std::size_t k) const { return static_cast<double>(y[row * outputs + k]); }
  bool is_missing(std::size_t row, std::size_t k) const { return std::isnan(y[row * outputs + k]); }

  RowList rows_without(std::size_t k, std::size_t count) const {
    RowList rows;
    for (std::size_t i = 0; i < count; ++i) {
      if (is_missing(i, k)) rows.push_back(i);
    }
    return rows;
  }
};

/// The sum of row' answer for all outputs; a missing answer adds nothing.
Matrix products_of(const Rows& rows, const RowList& list, const Answers& answers) {
  Matrix sum = Matrix::Zero(rows.columns(), index(answers.outputs));
  for (std::size_t begin = 0; begin < list.size(); begin += chunk) {
    const std::size_t end = std::min(begin + chunk, list.size());
    Matrix values(index(end - begin), index(answers.outputs));
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t k = 0; k < answers.outputs; ++k)
        values(index(i - begin), index(k)) = answers.is_missing(list[i], k) ? 0.0 : answers.at(list[i], k);
    }
    sum += rows.part(list, begin, end).transpose() * values;
  }
  return sum;
}

RowList others_than(const RowList& rows, std::size_t count) {
  RowList others;
  std::size_t next = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (next < rows.size() && rows[next] == i) {
      ++next;
    } else {
      others.push_back(i);
    }
  }
  return others;
}

/// The squares of all rows but those left out, by the shorter of two ways.
Matrix squares_without(const Rows& rows, const Matrix& all, const RowList& left_out, std::size_t count) {
  if (left_out.empty()) return all;
  if (2 * left_out.size() <= count) return all - rows.squares(left_out);
  return rows.squares(others_than(left_out, count));
}

}  // namespace

LinearRegression::LinearRegression(const std::vector<float>& x, const std::vector<float>& y, std::size_t width,
                                   std::size_t outputs)
    : width_(width), outputs_(outputs), weights_(outputs * (width + 1)), rows_(outputs) {
  const std::size_t count = y.size() / std::max<std::size_t>(1, outputs);
  const Rows rows(x, width, count);
  const Answers answers{y, outputs};
  centre_ = rows.centre();
  const RowList all = rows.all();
  const Matrix squares = rows.squares(all);
  const Matrix products = products_of(rows, all, answers);
  std::map<RowList, std::vector<std::size_t>> outputs_without;  // outputs that lack the same rows share a solution
  for (std::size_t k = 0; k < outputs; ++k) outputs_without[answers.rows_without(k, count)].push_back(k);
  for (const auto& [left_out, group] : outputs_without) {
    if (left_out.size() == count) continue;
    Matrix own = squares_without(rows, squares, left_out, count);
    const Eigen::Index columns = rows.columns();
    own.diagonal().head(columns - 1).array() += ridge_penalty * own.diagonal().head(columns - 1).mean() + 1e-9;
    const Eigen::LDLT<Matrix> solver(own);
    for (const std::size_t k : group) {
      const Eigen::VectorXd solution = solver.solve(products.col(index(k)));
      std::copy(solution.begin(), solution.end(), weights_.begin() + index(k * (width + 1)));
      rows_[k] = count - left_out.size();
    }
  }
}

std::vector<float> LinearRegression::answers(const float* row) const {
  std::vector<float> values;
  for (std::size_t k = 0; k < outputs_; ++k) {
    const double* w = weights_.data() + k * (width_ + 1);
    double sum = w[width_];
    for (std::size_t j = 0; j < width_; ++j) sum += w[j] * (static_cast<double>(row[j]) - centre_[j]);
    values.push_back(static_cast<float>(sum));
  }
  return values;
}

}  // namespace gatewise
