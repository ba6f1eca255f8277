#include "training/optimiser.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gatewise {

double learning_rate(const Recipe& recipe, std::int64_t step, std::int64_t total) {
  if (step < recipe.warmup_steps)
    return recipe.peak_learning_rate * static_cast<double>(step + 1) / static_cast<double>(recipe.warmup_steps);
  if (recipe.schedule == "constant") return recipe.peak_learning_rate;
  const double span = static_cast<double>(std::max<std::int64_t>(1, total - recipe.warmup_steps));
  const double progress = std::min(1.0, static_cast<double>(step - recipe.warmup_steps) / span);
  return recipe.peak_learning_rate * (0.1 + 0.9 * 0.5 * (1 + std::cos(std::numbers::pi * progress)));
}

double clip_by_norm(std::vector<float>& gradient, double limit) {
  double squares = 0;
  for (const float value : gradient) squares += static_cast<double>(value) * value;
  const double norm = std::sqrt(squares);
  if (limit > 0 && norm > limit && std::isfinite(norm)) {
    const auto factor = static_cast<float>(limit / norm);
    for (float& value : gradient) value *= factor;
  }
  return norm;
}

AdamW::AdamW(const ParameterLayout& layout, double weight_decay)
    : decay_(layout.size(), 0.0F), memory_{std::vector<float>(layout.size()), std::vector<float>(layout.size())} {
  for (const Parameter& parameter : layout.parameters()) {
    if (parameter.shape.size() < 2) continue;
    const auto begin = decay_.begin() + static_cast<std::ptrdiff_t>(layout.offset(parameter.name));
    std::fill(begin, begin + parameter.elements(), static_cast<float>(weight_decay));
  }
}

void AdamW::update(std::vector<float>& parameters, const std::vector<float>& gradient, double rate) {
  constexpr float beta1 = 0.9F, beta2 = 0.999F, epsilon = 1e-8F;
  auto& [first, second, taken] = memory_;
  ++taken;
  const auto correction1 =
      static_cast<float>(1 / (1 - std::pow(static_cast<double>(beta1), static_cast<double>(taken))));
  const auto correction2 =
      static_cast<float>(1 / (1 - std::pow(static_cast<double>(beta2), static_cast<double>(taken))));
  const auto r = static_cast<float>(rate);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    first[i] = beta1 * first[i] + (1 - beta1) * gradient[i];
    second[i] = beta2 * second[i] + (1 - beta2) * gradient[i] * gradient[i];
    const float step = first[i] * correction1 / (std::sqrt(second[i] * correction2) + epsilon);
    parameters[i] -= r * (step + decay_[i] * parameters[i]);
  }
}

}  // namespace gatewise
