#ifndef GATEWISE_DATA_READERS_SEQUENCE_COUNT_HPP
#define GATEWISE_DATA_READERS_SEQUENCE_COUNT_HPP

#include <fmt/format.h>

#include "data/dataset.hpp"
#include "data/readers/line_reader.hpp"

namespace gatewise {

inline constexpr std::size_t most_sequences = 5'000'000;  ///< of one split; each takes hundreds of bytes

/// Call it before a line begins one sequence more.
inline void refuse_too_many_sequences(const LineReader& file, const Sequences& sequences) {
  if (sequences.size() < most_sequences) return;
  file.fail(fmt::format("begins sequence {}; the most are {}: take a part of them, or longer ones",
                        sequences.size() + 1, most_sequences));
}

}  // namespace gatewise

#endif
