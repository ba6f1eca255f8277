#include "training/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gatewise {
namespace {

/// From 1 to a tenth, by half a cosine over what follows the warm-up.
double cosine(const Recipe& recipe, std::int64_t step, std::int64_t total) {
  const double span = static_cast<double>(std::max<std::int64_t>(1, total - recipe.warmup_steps));
  const double progress = std::min(1.0, static_cast<double>(step - recipe.warmup_steps) / span);
  return 0.1 + 0.9 * 0.5 * (1 + std::cos(std::numbers::pi * progress));
}

bool is_gain(double score, double best, Better better) {
  if (std::isnan(best)) return !std::isnan(score);
  return better == Better::more ? score > best : score < best;
}

}  // namespace

double learning_rate(const Recipe& recipe, std::int64_t step, std::int64_t total, std::int64_t falls) {
  const double peak = recipe.peak_learning_rate * std::pow(recipe.schedule_factor, static_cast<double>(falls));
  if (step < recipe.warmup_steps)
    return peak * static_cast<double>(step + 1) / static_cast<double>(recipe.warmup_steps);
  return recipe.schedule == "cosine" ? peak * cosine(recipe, step, total) : peak;
}

std::int64_t falls_of(const Recipe& recipe, const std::vector<double>& scores, Better better) {
  if (recipe.schedule == "step") return static_cast<std::int64_t>(scores.size()) / recipe.schedule_epochs;
  if (recipe.schedule != "plateau") return 0;
  std::int64_t falls = 0;
  std::int64_t waited = 0;
  double best = std::nan("");
  for (const double score : scores) {
    if (is_gain(score, best, better)) {
      best = score;
      waited = 0;
    } else if (++waited == recipe.schedule_patience) {
      ++falls;
      waited = 0;
    }
  }
  return falls;
}

}  // namespace gatewise
