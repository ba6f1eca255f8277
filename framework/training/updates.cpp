#include "training/updates.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "training/minibatch.hpp"

namespace gatewise {

std::int64_t update_window(const Recipe& recipe) { return recipe.carry_state ? recipe.truncated_bptt_steps : 0; }

std::int64_t updates_of(const Batch& batch, const std::vector<std::int64_t>& lengths, const Recipe& recipe, Task task) {
  const std::int64_t window = update_window(recipe);
  if (window == 0 || !answers_every_step(task)) return 1;
  std::int64_t longest = 1;
  for (const std::size_t i : batch.members) longest = std::max(longest, lengths[i]);
  return windows_of(longest, window);
}

std::int64_t updates_in_all(const std::vector<std::int64_t>& lengths, const Recipe& recipe, Task task) {
  Random random(1, "batches in all");  // their number does not depend on it
  std::int64_t updates = 0;
  for (const Batch& batch : make_batches(lengths, recipe.batching, random))
    updates += updates_of(batch, lengths, recipe, task);
  return updates * recipe.epochs;
}

}  // namespace gatewise
