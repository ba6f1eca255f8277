#include "training/packed_batch.hpp"

#include <algorithm>

#include "data/dataset.hpp"

namespace gatewise {

PackedBatch pack(std::vector<const Sequence*> sequences) {
  std::erase_if(sequences, [](const Sequence* sequence) { return sequence->length == 0; });
  std::stable_sort(sequences.begin(), sequences.end(),
                   [](const Sequence* a, const Sequence* b) { return a->length > b->length; });
  PackedBatch batch;
  batch.lanes = std::move(sequences);
  std::int64_t running = batch.lane_count();
  for (std::int64_t t = 0; running > 0; ++t) {
    while (running > 0 && batch.lanes[static_cast<std::size_t>(running - 1)]->length <= t) --running;
    if (running == 0) break;
    batch.active.push_back(running);
    batch.first_row.push_back(batch.rows);
    batch.rows += running;
  }
  return batch;
}

}  // namespace gatewise
