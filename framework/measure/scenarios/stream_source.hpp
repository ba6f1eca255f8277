#ifndef GATEWISE_MEASURE_SCENARIOS_STREAM_SOURCE_HPP
#define GATEWISE_MEASURE_SCENARIOS_STREAM_SOURCE_HPP

#include <cstddef>
#include <cstdint>

#include "data/dataset_fwd.hpp"

namespace gatewise {

/// The steps of one stream without an end: one sequence after the other, round and round.
class StreamSource {
 public:
  struct Step {
    const Sequence* sequence;
    std::int64_t t;
    bool begins;  ///< the first step of its sequence
  };

  /// Begins with sequence `first`. No sequence may be empty.
  StreamSource(const Sequences& sequences, std::size_t first) : sequences_(&sequences), index_(first) {}

  Step next();

 private:
  const Sequences* sequences_;
  std::size_t index_;
  std::int64_t t_ = 0;
};

}  // namespace gatewise

#endif
