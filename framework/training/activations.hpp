#ifndef GATEWISE_TRAINING_ACTIVATIONS_HPP
#define GATEWISE_TRAINING_ACTIVATIONS_HPP

#include <cstdint>

namespace gatewise {

/// In place over `count` values. f32 is vectorised (Google Highway, dispatched at run time to the best ISA of this
/// machine; within 4 units in the last place); double calls the C library.
void apply_sigmoid(float* values, std::int64_t count);
void apply_sigmoid(double* values, std::int64_t count);
void apply_tanh(float* values, std::int64_t count);
void apply_tanh(double* values, std::int64_t count);

}  // namespace gatewise

#endif
