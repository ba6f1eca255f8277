// Crashes in its entry.
#include <gatewise/abi.h>

#include <csignal>

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  std::raise(SIGSEGV);
  return nullptr;
}
