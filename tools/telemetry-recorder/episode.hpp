/// One stretch of time during which one workload runs, as its worker threads see it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace telemetry {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// How hard the workloads of one session work. Drawn once per session, so that
/// absolute levels differ between sessions and only the patterns stay.
struct Intensity {
  int threads = 1;      ///< worker threads of every workload
  double level = 1.0;   ///< share of the time a working thread is busy, 0..1
  double jitter = 0.0;  ///< relative spread of that share from beat to beat
  double size = 1.0;    ///< factor on all data sizes
  double tempo = 1.0;   ///< factor on the number of cycles of periodic workloads
};

/// What a worker thread is told about the episode it runs in.
struct Episode {
  Clock::time_point start;
  Clock::time_point end;
  Intensity intensity;
  double phase = 0.0;      ///< 0..1, where in its cycle a periodic workload starts
  std::string folder;      ///< existing folder for this thread's files
  std::uint64_t seed = 0;  ///< differs between threads and episodes
};

/// Length of the episode in seconds.
double duration_of(const Episode& episode);

/// Seconds since the start of the episode.
double elapsed_in(const Episode& episode);

/// True once the episode is over or the program was asked to stop.
bool is_over(const Episode& episode);

/// Sleeps until `moment`, the end of the episode or a signal, whichever is first.
void rest_until(const Episode& episode, Clock::time_point moment);

/// Makes SIGINT and SIGTERM end every episode early.
void install_interrupt_handlers();

/// True after SIGINT or SIGTERM.
bool interrupted();

}  // namespace telemetry
