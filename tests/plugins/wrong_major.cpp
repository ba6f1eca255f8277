// Speaks another major version.
#include <gatewise/abi.h>

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v9(const gw_host*) { return nullptr; }
