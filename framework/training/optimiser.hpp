#ifndef GATEWISE_TRAINING_OPTIMISER_HPP
#define GATEWISE_TRAINING_OPTIMISER_HPP

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "training/parameters.hpp"
#include "training/terms/recipe.hpp"

namespace gatewise {

/// Scales the gradient to a global Euclidean norm of at most `limit` (0: never) and returns the norm before. Not
/// finite: left alone.
double clip_by_norm(std::vector<float>& gradient, double limit);

/// Bounds each element of the gradient by ± `limit`; true where that changed one. NaN is left alone.
bool clip_by_value(std::vector<float>& gradient, double limit);

/// What clipping met.
struct Clipping {
  double norm = 0;       ///< of the gradient before
  bool clipped = false;  ///< whether it was changed
  double norm_after = 0;
};

/// By value and then by norm, as far as the recipe asks for them. A gradient that is not finite is left alone.
Clipping clip(std::vector<float>& gradient, const Recipe& recipe);

/// Turns gradients into steps. The weight decay is decoupled from them (Loshchilov and Hutter 2019) and spares biases.
class Optimiser {
 public:
  virtual ~Optimiser() = default;
  virtual void update(std::vector<float>& parameters, const std::vector<float>& gradient, double rate) = 0;

  /// What it remembers between updates.
  struct Memory {
    std::vector<float> first, second;  ///< AdamW's moments, one a parameter; sgd's velocity and nothing
    std::int64_t step = 0;
  };
  const Memory& memory() const { return memory_; }
  void restore(Memory memory) { memory_ = std::move(memory); }

 protected:
  Optimiser(const ParameterLayout& layout, double weight_decay, Memory memory);

  std::vector<float> decay_;  // 0 for biases
  Memory memory_;
};

/// AdamW (Loshchilov and Hutter 2019) with beta 0.9 and 0.999.
class AdamW final : public Optimiser {
 public:
  AdamW(const ParameterLayout& layout, double weight_decay);
  void update(std::vector<float>& parameters, const std::vector<float>& gradient, double rate) override;
};

/// Stochastic gradient descent with momentum: v = momentum · v + gradient, a step of rate · v; with Nesterov's, of rate
/// · (gradient + momentum · v) (Sutskever et al. 2013).
class Sgd final : public Optimiser {
 public:
  Sgd(const ParameterLayout& layout, double weight_decay, double momentum, bool nesterov);
  void update(std::vector<float>& parameters, const std::vector<float>& gradient, double rate) override;

 private:
  float momentum_;
  bool nesterov_;
};

/// The recipe's, with nothing to remember yet.
std::unique_ptr<Optimiser> make_optimiser(const ParameterLayout& layout, const Recipe& recipe);

}  // namespace gatewise

#endif
