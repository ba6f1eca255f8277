#ifndef GATEWISE_SUITE_SIZE_SEARCH_HPP
#define GATEWISE_SUITE_SIZE_SEARCH_HPP

#include <cstdint>
#include <functional>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise {

/// No size above this is looked at: an LSTM of it has half a billion parameters.
inline constexpr std::int64_t most_hidden = 8192;

/// What a hidden size comes to.
struct SizePoint {
  std::int64_t hidden = 0;
  double value = 0;
};

/// Where a search ended.
struct SizeSearch {
  SizePoint best;                  ///< hidden 0: not even the smallest is within the limit
  SizePoint next;                  ///< the smallest that is over it; hidden 0: none up to most_hidden
  std::vector<SizePoint> tried{};  ///< in this order
};

/// Answers what a size comes to: exact, or measured.
using SizeValue = std::function<double(std::int64_t)>;

/// The largest multiple of `multiple` up to most_hidden whose value is at most `max`, if values grow with the size:
/// doubles the size until it is over, then halves the gap.
SizeSearch search_size(std::int64_t multiple, double max, const SizeValue& value_of);

/// For values that are measured, and so no function: looks at what was found once more with `again`, and goes down
/// step by step as long as that says that it is over.
SizeSearch confirm_size(SizeSearch found, std::int64_t multiple, double max, const SizeValue& again);

void to_json(Json& json, const SizePoint& point);

}  // namespace gatewise

#endif
