// Declines to work in any host.
#include <gatewise/abi.h>

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) { return nullptr; }
