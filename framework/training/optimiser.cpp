#include "training/optimiser.hpp"

#include <algorithm>
#include <cmath>

#include "training/update_kernels.hpp"

namespace gatewise {

double clip_by_norm(std::vector<float>& gradient, double limit) {
  const double norm = std::sqrt(sum_of_squares(static_cast<std::int64_t>(gradient.size()), gradient.data()));
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

namespace {

/// What clip_by_norm() did to a gradient of this norm.
Clipping clipped_by_norm(double norm, double limit) {
  const bool clipped = limit > 0 && norm > limit;
  return {norm, clipped, clipped && std::isfinite(norm) ? limit : norm};
}

}  // namespace

Clipping clip(std::vector<float>& gradient, const Recipe& recipe) {
  if (recipe.clip_value == 0) {
    const double norm = clip_by_norm(gradient, recipe.clip_norm);
    return clipped_by_norm(norm, recipe.clip_norm);
  }
  const double norm = clip_by_norm(gradient, 0);
  if (!std::isfinite(norm)) return {norm, false, norm};
  const bool by_value = clip_by_value(gradient, recipe.clip_value);
  const Clipping by_norm = clipped_by_norm(clip_by_norm(gradient, recipe.clip_norm), recipe.clip_norm);
  return {norm, by_value || by_norm.clipped, by_norm.norm_after};
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
  auto& [first, second, taken] = memory_;
  const auto updates = static_cast<double>(++taken);
  const auto correction = [&](float beta) {
    return static_cast<float>(1 / (1 - std::pow(static_cast<double>(beta), updates)));
  };
  const AdamwStep step{static_cast<float>(rate), correction(adamw_beta1), correction(adamw_beta2)};
  adamw_step(static_cast<std::int64_t>(parameters.size()), step, gradient.data(), decay_.data(), first.data(),
             second.data(), parameters.data());
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
