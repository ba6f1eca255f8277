// Entities in tag sequences, as the CoNLL shared tasks count them.
#ifndef GATEWISE_QUALITY_ENTITIES_HPP
#define GATEWISE_QUALITY_ENTITIES_HPP

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/chunk_tag.hpp"

namespace gatewise {

/// Entities of one sequence: [begin, end) and the type.
struct Entity {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string type;

  bool operator==(const Entity&) const = default;
};

/// conlleval's rules (Tjong Kim Sang and Buchholz 2000), which read IOB1, IOB2 and, with S added, IOBES, right or
/// broken: an entity begins at B and S, at I or E behind O or E or S, and wherever the type changes; it ends behind E
/// and S, and before whatever begins another or is O.
std::vector<Entity> find_entities(std::span<const ChunkTag> tags);

/// What entity F1 is made of. Counts add up over sequences.
struct EntityCounts {
  std::int64_t truth = 0;
  std::int64_t predicted = 0;
  std::int64_t right = 0;  ///< same place, same type
};

/// Both spans are one sequence's tags, equally long.
EntityCounts count_entities(std::span<const ChunkTag> truth, std::span<const ChunkTag> predicted);

}  // namespace gatewise

#endif
