#include "measure/scenarios/stream_source.hpp"

#include "data/dataset.hpp"

namespace gatewise {

StreamSource::Step StreamSource::next() {
  const Sequence& sequence = (*sequences_)[index_];
  const Step step{&sequence, t_, t_ == 0};
  if (++t_ == sequence.length) {
    t_ = 0;
    index_ = (index_ + 1) % sequences_->size();
  }
  return step;
}

}  // namespace gatewise
