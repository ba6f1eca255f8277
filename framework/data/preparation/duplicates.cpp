#include "data/preparation/duplicates.hpp"

#include <string>
#include <unordered_set>

#include "data/dataset.hpp"

namespace gatewise {
namespace {

template <class T>
void append_bytes(const std::vector<T>& values, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

/// What tells two inputs apart. Words rather than tokens: rare words are not the same because a model can't tell them.
std::string input_of(const Sequence& sequence) {
  std::string bytes;
  append_bytes(sequence.values, bytes);
  append_bytes(sequence.features, bytes);
  append_bytes(sequence.words.empty() ? sequence.tokens : sequence.words, bytes);
  return bytes;
}

}  // namespace

std::int64_t drop_duplicates(const std::vector<Sequences*>& lists) {
  std::unordered_set<std::string> seen;
  std::size_t dropped = 0;
  for (Sequences* sequences : lists) {
    dropped +=
        std::erase_if(*sequences, [&](const Sequence& sequence) { return !seen.insert(input_of(sequence)).second; });
  }
  return static_cast<std::int64_t>(dropped);
}

std::int64_t count_shared(const Sequences& sequences, const Sequences& others) {
  std::unordered_set<std::string> known;
  for (const Sequence& sequence : sequences) known.insert(input_of(sequence));
  std::int64_t count = 0;
  for (const Sequence& sequence : others) count += known.count(input_of(sequence)) > 0 ? 1 : 0;
  return count;
}

}  // namespace gatewise
