#include "data/dataset.hpp"

namespace gatewise {

std::vector<std::int64_t> lengths_of(const Sequences& sequences) {
  std::vector<std::int64_t> lengths;
  lengths.reserve(sequences.size());
  for (const Sequence& sequence : sequences) lengths.push_back(sequence.length);
  return lengths;
}

}  // namespace gatewise
