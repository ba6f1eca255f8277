#ifndef GATEWISE_TRAINING_LOSS_HPP
#define GATEWISE_TRAINING_LOSS_HPP

#include <cstdint>
#include <span>

namespace gatewise {

/// Softmax cross-entropy of one answer in nats; `logits` become the gradient, scaled. A label of -1 asks nothing: loss
/// and gradient 0.
template <class Real>
Real cross_entropy(std::span<Real> logits, std::int32_t label, Real scale);

/// Half the squared error summed over the answer; `answer` becomes the gradient, scaled. Its best constant is the mean.
/// A target of NaN asks nothing: loss and gradient 0, here and below.
template <class Real>
Real half_squared_error(std::span<Real> answer, std::span<const Real> target, Real scale);

/// The absolute error summed over the answer; `answer` becomes the gradient (0 at 0), scaled. Its best constant is the
/// median.
template <class Real>
Real absolute_error(std::span<Real> answer, std::span<const Real> target, Real scale);

}  // namespace gatewise

#endif
