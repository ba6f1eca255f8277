// Lets an exception out of its entry.
#include <gatewise/abi.h>

#include <stdexcept>

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  throw std::runtime_error("no licence found");
}
