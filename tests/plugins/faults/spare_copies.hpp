// second_copy_from_pool: memory that goes from a released cell to the next one without passing the heap.
#ifndef GATEWISE_TESTS_PLUGINS_FAULTS_SPARE_COPIES_HPP
#define GATEWISE_TESTS_PLUGINS_FAULTS_SPARE_COPIES_HPP

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace faults {

struct SpareCopies {
  std::mutex mutex;
  std::vector<std::vector<float>> copies;
};

inline SpareCopies& spare_copies() {
  static SpareCopies all;
  return all;
}

/// One of `floats` floats that a cell gave back, or a new one.
inline std::vector<float> take_spare_copy(std::size_t floats) {
  SpareCopies& spare = spare_copies();
  const std::lock_guard<std::mutex> held(spare.mutex);
  const auto found = std::find_if(spare.copies.begin(), spare.copies.end(),
                                  [&](const std::vector<float>& copy) { return copy.size() == floats; });
  if (found == spare.copies.end()) return std::vector<float>(floats);
  std::vector<float> taken = std::move(*found);
  spare.copies.erase(found);
  return taken;
}

inline void give_back(std::vector<float> copy) {
  SpareCopies& spare = spare_copies();
  const std::lock_guard<std::mutex> held(spare.mutex);
  spare.copies.push_back(std::move(copy));
}

}  // namespace faults

#endif
