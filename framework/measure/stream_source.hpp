#ifndef GATEWISE_MEASURE_STREAM_SOURCE_HPP
#define GATEWISE_MEASURE_STREAM_SOURCE_HPP

#include <cstddef>
#include <cstdint>

#include "data/dataset.hpp"

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

  Step next() {
    const Sequence& sequence = (*sequences_)[index_];
    const Step step{&sequence, t_, t_ == 0};
    if (++t_ == sequence.length) {
      t_ = 0;
      index_ = (index_ + 1) % sequences_->size();
    }
    return step;
  }

 private:
  const Sequences* sequences_;
  std::size_t index_;
  std::int64_t t_ = 0;
};

}  // namespace gatewise

#endif
