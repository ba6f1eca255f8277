#ifndef GATEWISE_TRAINING_OPTIMISER_HPP
#define GATEWISE_TRAINING_OPTIMISER_HPP

#include <cstdint>
#include <utility>
#include <vector>

#include "training/parameters.hpp"
#include "training/recipe.hpp"

namespace gatewise {

/// The learning rate of update `step` (from 0) of `total`: linear warm-up, then the recipe's schedule.
double learning_rate(const Recipe& recipe, std::int64_t step, std::int64_t total);

/// Scales the gradient to a global Euclidean norm of at most `limit` (0: never) and returns the norm before. Not
/// finite: left alone.
double clip_by_norm(std::vector<float>& gradient, double limit);

/// AdamW (Loshchilov and Hutter 2019) with beta 0.9 and 0.999; the decay spares biases.
class AdamW {
 public:
  AdamW(const ParameterLayout& layout, double weight_decay);
  void update(std::vector<float>& parameters, const std::vector<float>& gradient, double rate);

  /// What it remembers between updates.
  struct Memory {
    std::vector<float> first, second;  ///< moments, one a parameter
    std::int64_t step = 0;
  };
  const Memory& memory() const { return memory_; }
  void restore(Memory memory) { memory_ = std::move(memory); }

 private:
  std::vector<float> decay_;  // 0 for biases
  Memory memory_;
};

}  // namespace gatewise

#endif
