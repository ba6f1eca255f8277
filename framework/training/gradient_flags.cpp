#include "training/gradient_flags.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gatewise {
namespace {

std::string judge_vanishing(const GradientView& best) {
  const auto farthest = std::max_element(best.look_back.begin(), best.look_back.end(),
                                         [](const LookBack& a, const LookBack& b) { return a.horizon < b.horizon; });
  if (farthest == best.look_back.end() || farthest->horizon * 2 >= farthest->median) return "";
  return fmt::format(
      "the gradient falls under {:g} % of what it is one step back after {} steps; half of the "
      "sequences are {} or longer",
      100 * horizon_share, farthest->horizon, farthest->median);
}

const Reach* largest_share(const GradientView& view) {
  const Reach* largest = nullptr;
  for (const LookBack& look : view.look_back) {
    for (const Reach& reach : look.reach) {
      if (largest == nullptr || reach.share > largest->share) largest = &reach;
    }
  }
  return largest;
}

std::string judge_reach(const GradientView& view, const std::string& when) {
  const Reach* largest = largest_share(view);
  if (largest == nullptr || !(largest->share > explosion_by_reach)) return "";
  return fmt::format("{} the gradient {} steps back is {:.3g} times what it is one step back", when, largest->steps,
                     largest->share);
}

}  // namespace

GradientFlags judge_gradients(const TrainingResult& result) {
  GradientFlags flags;
  if (result.epochs.empty()) return flags;
  flags.vanishing = judge_vanishing(result.epochs[static_cast<std::size_t>(result.best_epoch)].gradients);
  flags.exploding = judge_reach(result.untrained, "before the first epoch");
  for (std::size_t i = 0; i < result.epochs.size() && flags.exploding.empty(); ++i) {
    const Epoch& epoch = result.epochs[i];
    flags.exploding = judge_reach(epoch.gradients, fmt::format("after epoch {}", i + 1));
    if (flags.exploding.empty() && epoch.largest_norm > explosion_by_norm * epoch.median_norm) {
      flags.exploding = fmt::format("in epoch {} the largest gradient norm is {:.3g}, {:.0f} times the median", i + 1,
                                    epoch.largest_norm, epoch.largest_norm / epoch.median_norm);
    }
  }
  return flags;
}

}  // namespace gatewise
