#include "suite/sweep.hpp"

#include "base/json.hpp"

namespace gatewise {

Recipe at_rate(Recipe recipe, double rate) {
  recipe.peak_learning_rate = rate;
  return recipe;
}

double validation_score_of(const Json& training) {
  return training.at("epochs").at(training.at("best_epoch").get<std::size_t>()).at("validation_score");
}

std::optional<std::size_t> choose_rate(const std::vector<std::optional<double>>& scores, Better better) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!scores[i]) continue;
    const double gain = best ? *scores[i] - *scores[*best] : 0;
    if (!best || (better == Better::more ? gain > 0 : gain < 0)) best = i;
  }
  return best;
}

}  // namespace gatewise
