#ifndef GATEWISE_TRAINING_GRADIENT_FLAGS_HPP
#define GATEWISE_TRAINING_GRADIENT_FLAGS_HPP

#include <string>

#include "training/trainer.hpp"

namespace gatewise {

/// What is wrong with a training's gradients, in words; empty where nothing is.
struct GradientFlags {
  std::string vanishing;  ///< at the best epoch no layer's horizon is half as long as half of the sequences
  std::string exploding;  ///< beyond explosion_by_reach at the start or after any epoch, or beyond explosion_by_norm
};

GradientFlags judge_gradients(const TrainingResult& result);

}  // namespace gatewise

#endif
