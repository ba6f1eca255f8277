// Writes without an end, and without a line's end, to whatever is open while it is loaded.
#include <fcntl.h>
#include <gatewise/abi.h>
#include <unistd.h>

#include <array>

extern "C" GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host*) {
  static std::array<char, 1 << 16> bytes;
  bytes.fill('x');
  for (bool any = true; any;) {
    any = false;
    for (int descriptor = 3; descriptor < 32; ++descriptor) {
      if ((::fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_WRONLY)
        any = ::write(descriptor, bytes.data(), bytes.size()) > 0 || any;
    }
  }
  return nullptr;
}
