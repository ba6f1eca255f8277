#include "training/loss.hpp"

#include <algorithm>
#include <cmath>

#include "training/gate_kernels.hpp"

namespace gatewise {

template <class Real>
Real cross_entropy(std::span<Real> logits, std::int32_t label, Real scale) {
  if (label < 0) {
    std::fill(logits.begin(), logits.end(), Real{0});
    return 0;
  }
  const Real most = *std::max_element(logits.begin(), logits.end());
  const Real at_label = logits[static_cast<std::size_t>(label)] - most;
  const Real sum = exponentials(static_cast<std::int64_t>(logits.size()), most, logits.data());
  for (Real& value : logits) value *= scale / sum;
  logits[static_cast<std::size_t>(label)] -= scale;
  return std::log(sum) - at_label;
}

template <class Real>
Real half_squared_error(std::span<Real> answer, std::span<const Real> target, Real scale) {
  Real loss = 0;
  for (std::size_t k = 0; k < answer.size(); ++k) {
    const Real error = std::isnan(target[k]) ? Real{0} : answer[k] - target[k];
    loss += error * error / 2;
    answer[k] = error * scale;
  }
  return loss;
}

template <class Real>
Real absolute_error(std::span<Real> answer, std::span<const Real> target, Real scale) {
  Real loss = 0;
  for (std::size_t k = 0; k < answer.size(); ++k) {
    const Real error = std::isnan(target[k]) ? Real{0} : answer[k] - target[k];
    loss += std::abs(error);
    answer[k] = error > 0 ? scale : error < 0 ? -scale : Real{0};
  }
  return loss;
}

template float cross_entropy(std::span<float>, std::int32_t, float);
template double cross_entropy(std::span<double>, std::int32_t, double);
template float half_squared_error(std::span<float>, std::span<const float>, float);
template double half_squared_error(std::span<double>, std::span<const double>, double);
template float absolute_error(std::span<float>, std::span<const float>, float);
template double absolute_error(std::span<double>, std::span<const double>, double);

}  // namespace gatewise
