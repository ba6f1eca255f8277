#include "suite/size_search.hpp"

#include <algorithm>

#include "base/json.hpp"

namespace gatewise {
namespace {

/// Sizes as multiples: step 3 of 8 is 24.
class Steps {
 public:
  Steps(std::int64_t multiple, const SizeValue& value_of, SizeSearch& search)
      : multiple_(multiple), value_of_(value_of), search_(search) {}

  std::int64_t most() const { return most_hidden / multiple_; }

  /// Tries a step and keeps what it says.
  bool fits(std::int64_t step, double max) {
    const SizePoint point{step * multiple_, value_of_(step * multiple_)};
    search_.tried.push_back(point);
    (point.value <= max ? search_.best : search_.next) = point;
    return point.value <= max;
  }

 private:
  std::int64_t multiple_;
  const SizeValue& value_of_;
  SizeSearch& search_;
};

}  // namespace

SizeSearch search_size(std::int64_t multiple, double max, const SizeValue& value_of) {
  SizeSearch search;
  Steps steps(multiple, value_of, search);
  std::int64_t under = 0;
  std::int64_t over = 1;
  while (over <= steps.most() && steps.fits(over, max)) {
    under = over;
    if (under == steps.most()) return search;
    over = std::min(2 * over, steps.most());
  }
  while (over - under > 1) {
    const std::int64_t middle = under + (over - under) / 2;
    (steps.fits(middle, max) ? under : over) = middle;
  }
  return search;
}

SizeSearch confirm_size(SizeSearch found, std::int64_t multiple, double max, const SizeValue& again) {
  while (found.best.hidden > 0) {
    found.best.value = again(found.best.hidden);
    found.tried.push_back(found.best);
    if (found.best.value <= max) return found;
    found.next = found.best;
    found.best = {found.best.hidden - multiple, 0};
  }
  return found;
}

void to_json(Json& json, const SizePoint& point) { json = {{"hidden", point.hidden}, {"value", point.value}}; }

}  // namespace gatewise
