// Never returns from its entry.
#include <gatewise/abi.h>

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  volatile bool forever = true;
  while (forever) {
  }
  return nullptr;
}
