#include "data/chunk_tag.hpp"

namespace gatewise {
namespace {

bool one_of(char value, std::string_view set) { return set.find(value) != std::string_view::npos; }

}  // namespace

ChunkTag parse_chunk_tag(std::string_view tag) {
  const std::size_t dash = tag.find('-');
  if (tag.empty() || tag == "O") return {};
  if (dash == std::string_view::npos) return {tag.front(), ""};
  return {tag.front(), std::string(tag.substr(dash + 1))};
}

bool ends_entity(const ChunkTag& before, const ChunkTag& tag) {
  if (before.prefix == 'O') return false;
  if (one_of(before.prefix, "ES") || one_of(tag.prefix, "BOS")) return true;
  return before.type != tag.type;
}

bool begins_entity(const ChunkTag& before, const ChunkTag& tag) {
  if (tag.prefix == 'O') return false;
  if (one_of(tag.prefix, "BS") || one_of(before.prefix, "OES")) return true;
  return before.type != tag.type;
}

bool is_one_entity(const ChunkTag& before, const ChunkTag& tag) {
  return before.prefix != 'O' && tag.prefix != 'O' && !ends_entity(before, tag);
}

}  // namespace gatewise
