// What an update does to every parameter, vectorised for the machine's instruction set. All over `count` numbers.
#ifndef GATEWISE_TRAINING_UPDATE_KERNELS_HPP
#define GATEWISE_TRAINING_UPDATE_KERNELS_HPP

#include <cstdint>

namespace gatewise {

/// sum += values
void add_values(std::int64_t count, const float* values, float* sum);

/// In double, in an order that depends on the instruction set alone.
double sum_of_squares(std::int64_t count, const float* values);

/// How much of its moments AdamW keeps.
constexpr float adamw_beta1 = 0.9F, adamw_beta2 = 0.999F;

/// What all parameters of an AdamW step have in common.
struct AdamwStep {
  float rate;
  float correction1, correction2;  ///< of the moments' bias towards zero
};

/// One step of AdamW (Loshchilov and Hutter 2019). `decay` is each parameter's weight decay.
void adamw_step(std::int64_t count, const AdamwStep& step, const float* gradient, const float* decay, float* first,
                float* second, float* parameters);

}  // namespace gatewise

#endif
