#include "quality/entities.hpp"

#include <algorithm>

namespace gatewise {
namespace {

bool one_of(char value, std::string_view set) { return set.find(value) != std::string_view::npos; }

/// Does an entity end between these two tags?
bool ends(const ChunkTag& before, const ChunkTag& tag) {
  if (before.prefix == 'O') return false;
  if (one_of(before.prefix, "ES") || one_of(tag.prefix, "BOS")) return true;
  return before.type != tag.type;
}

/// Does one begin at the second?
bool begins(const ChunkTag& before, const ChunkTag& tag) {
  if (tag.prefix == 'O') return false;
  if (one_of(tag.prefix, "BS") || one_of(before.prefix, "OES")) return true;
  return before.type != tag.type;
}

}  // namespace

ChunkTag parse_chunk_tag(std::string_view tag) {
  const std::size_t dash = tag.find('-');
  if (tag.empty() || tag == "O") return {};
  if (dash == std::string_view::npos) return {tag.front(), ""};
  return {tag.front(), std::string(tag.substr(dash + 1))};
}

std::vector<Entity> find_entities(std::span<const ChunkTag> tags) {
  std::vector<Entity> found;
  bool inside = false;
  std::size_t open = 0;
  ChunkTag before;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (inside && ends(before, tags[i])) {
      found.push_back({open, i, before.type});
      inside = false;
    }
    if (begins(before, tags[i])) {
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
