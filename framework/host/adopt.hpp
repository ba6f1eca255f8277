#ifndef GATEWISE_HOST_ADOPT_HPP
#define GATEWISE_HOST_ADOPT_HPP

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace gatewise {

/// Copies min(theirs, ours) bytes of a plugin's sized struct into a zeroed one of ours: a field that an older plugin
/// does not know is 0.
template <class Struct>
Struct adopt(const Struct* theirs) {
  Struct ours{};
  std::memcpy(&ours, theirs, std::min<std::size_t>(theirs->struct_size, sizeof(Struct)));
  return ours;
}

}  // namespace gatewise

#endif
