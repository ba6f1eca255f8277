#include "training/optimiser.hpp"

#include <algorithm>
#include <cmath>

namespace gatewise {

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

bool clip_by_value(std::vector<float>& gradient, double limit) {
  const auto most = static_cast<float>(limit);
  bool clipped = false;
  for (float& value : gradient) {
    if (!(std::abs(value) > most)) continue;
    value = std::copysign(most, value);
    clipped = true;
  }
  return clipped;
}

Clipping clip(std::vector<float>& gradient, const Recipe& recipe) {
  if (recipe.clip_value == 0) {
    const double norm = clip_by_norm(gradient, recipe.clip_norm);
    return {norm, recipe.clip_norm > 0 && norm > recipe.clip_norm};
  }
  const double norm = clip_by_norm(gradient, 0);
  if (!std::isfinite(norm)) return {norm, false};
  const bool by_value = clip_by_value(gradient, recipe.clip_value);
  const double left = clip_by_norm(gradient, recipe.clip_norm);
  return {norm, by_value || (recipe.clip_norm > 0 && left > recipe.clip_norm)};
}

Optimiser::Optimiser(const ParameterLayout& layout, double weight_decay, Memory memory)
    : decay_(layout.size(), 0.0F), memory_(std::move(memory)) {
  for (const Parameter& parameter : layout.parameters()) {
    if (parameter.shape.size() < 2) continue;
    const auto begin = decay_.begin() + static_cast<std::ptrdiff_t>(layout.offset(parameter.name));
    std::fill(begin, begin + parameter.elements(), static_cast<float>(weight_decay));
  }
}

AdamW::AdamW(const ParameterLayout& layout, double weight_decay)
    : Optimiser(layout, weight_decay, {std::vector<float>(layout.size()), std::vector<float>(layout.size())}) {}

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

Sgd::Sgd(const ParameterLayout& layout, double weight_decay, double momentum, bool nesterov)
    : Optimiser(layout, weight_decay, {std::vector<float>(layout.size()), {}}),
      momentum_(static_cast<float>(momentum)),
      nesterov_(nesterov) {}

void Sgd::update(std::vector<float>& parameters, const std::vector<float>& gradient, double rate) {
  const auto r = static_cast<float>(rate);
  std::vector<float>& velocity = memory_.first;
  ++memory_.step;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    velocity[i] = momentum_ * velocity[i] + gradient[i];
    const float step = nesterov_ ? gradient[i] + momentum_ * velocity[i] : velocity[i];
    parameters[i] -= r * (step + decay_[i] * parameters[i]);
  }
}

std::unique_ptr<Optimiser> make_optimiser(const ParameterLayout& layout, const Recipe& recipe) {
  if (recipe.optimizer == "sgd")
    return std::make_unique<Sgd>(layout, recipe.weight_decay, recipe.momentum, recipe.nesterov);
  return std::make_unique<AdamW>(layout, recipe.weight_decay);
}

}  // namespace gatewise
