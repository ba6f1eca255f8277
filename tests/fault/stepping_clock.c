// Loaded before the C library: the monotonic clock of the program leaps ahead by 5 ms at each thousandth reading, as
// after a virtual machine is moved. The raw clock goes on.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec* now) {
  static long readings;
  const int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (result != 0 || clock != CLOCK_MONOTONIC) return result;
  const long ahead_ms = ++readings / 1000 * 5;
  now->tv_sec += ahead_ms / 1000;
  now->tv_nsec += ahead_ms % 1000 * 1000000;
  if (now->tv_nsec >= 1000000000) {
    now->tv_nsec -= 1000000000;
    ++now->tv_sec;
  }
  return 0;
}
