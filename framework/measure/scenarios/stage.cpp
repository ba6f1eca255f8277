#include "measure/scenarios/stage.hpp"

#include <algorithm>

#include "data/dataset.hpp"

namespace gatewise {

std::size_t Stage::first(std::int64_t index) const { return static_cast<std::size_t>(index) % played->size(); }

const Sequence& Stage::longest() const {
  return *std::max_element(played->begin(), played->end(),
                           [](const Sequence& a, const Sequence& b) { return a.length < b.length; });
}

}  // namespace gatewise
