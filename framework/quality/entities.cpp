#include "quality/entities.hpp"

#include <algorithm>

namespace gatewise {

std::vector<Entity> find_entities(std::span<const ChunkTag> tags) {
  std::vector<Entity> found;
  bool inside = false;
  std::size_t open = 0;
  ChunkTag before;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (inside && ends_entity(before, tags[i])) {
      found.push_back({open, i, before.type});
      inside = false;
    }
    if (begins_entity(before, tags[i])) {
      open = i;
      inside = true;
    }
    before = tags[i];
  }
  if (inside) found.push_back({open, tags.size(), before.type});
  return found;
}

EntityCounts count_entities(std::span<const ChunkTag> truth, std::span<const ChunkTag> predicted) {
  const std::vector<Entity> expected = find_entities(truth);
  const std::vector<Entity> answered = find_entities(predicted);
  const auto right = std::count_if(expected.begin(), expected.end(), [&](const Entity& entity) {
    return std::find(answered.begin(), answered.end(), entity) != answered.end();
  });
  return {static_cast<std::int64_t>(expected.size()), static_cast<std::int64_t>(answered.size()), right};
}

}  // namespace gatewise
