// Tags of entities, as the CoNLL shared tasks write them.
#ifndef GATEWISE_DATA_CHUNK_TAG_HPP
#define GATEWISE_DATA_CHUNK_TAG_HPP

#include <string>
#include <string_view>

namespace gatewise {

/// "B-artist": prefix 'B', type "artist". "O" has no type.
struct ChunkTag {
  char prefix = 'O';
  std::string type;

  bool operator==(const ChunkTag&) const = default;
};

ChunkTag parse_chunk_tag(std::string_view tag);

/// Whether an entity ends between two tags that follow each other, and whether one begins at the second, by conlleval's
/// rules (see quality/entities.hpp).
bool ends_entity(const ChunkTag& before, const ChunkTag& tag);
bool begins_entity(const ChunkTag& before, const ChunkTag& tag);

/// Whether one entity holds both: a cut between them would make two of it.
bool is_one_entity(const ChunkTag& before, const ChunkTag& tag);

}  // namespace gatewise

#endif
