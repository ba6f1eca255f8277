// What a look into a network shows of its gradients: how far back they reach, and how much its gates are saturated.
#ifndef GATEWISE_TRAINING_TERMS_GRADIENT_VIEW_HPP
#define GATEWISE_TRAINING_TERMS_GRADIENT_VIEW_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise {

/// The memory horizon ends where the gradient falls under this share of what it is one step back.
constexpr double horizon_share = 0.01;
/// Exploding: the gradient grows beyond so many times what it is one step back, or an epoch's largest norm beyond so
/// many times its median.
constexpr double explosion_by_reach = 10, explosion_by_norm = 100;

/// The gradient of one answer's loss that reaches so many steps back.
struct Reach {
  std::int64_t steps = 0;  ///< k, at least 1
  double norm = 0;         ///< root of the mean square over the sequences that are so long
  double share = 0;        ///< of what it is one step back, in those sequences
};

/// How far back the gradient reaches through one layer in one direction: the norm of the loss's gradient by the state
/// (h, and c beside it) that the k-th step before the answer starts from (Pascanu et al. 2013). Of a plugin's family,
/// whose state is its own, by what the layer reads at that step.
struct LookBack {
  std::int64_t layer = 0, direction = 0;  ///< direction 1: backward, its steps counted from the other end
  std::string by = "state";               ///< or "input"
  std::vector<Reach> reach;               ///< at k = 1, 2, 4, ... and the longest
  std::int64_t horizon = 0;               ///< the largest k up to which no share is under horizon_share
  std::int64_t longest = 0;               ///< k of the longest sequence looked at
  std::int64_t median = 0;                ///< half of the sequences go back so far
};

/// How often a gate is as good as shut or open, over all steps: below 0.1 and above 0.9 (Karpathy et al. 2015); a
/// tanh, below -0.9 and above 0.9; a relu, at 0 (low alone).
struct Saturation {
  std::int64_t layer = 0, direction = 0;
  std::string gate;  ///< of the family's gates; "h" of a plain RNN
  double low = 0, high = 0;
};

struct GradientView {
  std::vector<LookBack> look_back;
  std::vector<Saturation> saturation;  ///< none of a plugin's family
};

void to_json(Json& json, const GradientView& view);
void from_json(const Json& json, GradientView& view);

}  // namespace gatewise

#endif
