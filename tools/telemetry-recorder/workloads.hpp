/// The list of scripted workloads.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "episode.hpp"

namespace telemetry {

/// A named piece of work; `work` runs in each worker thread until the episode is over.
struct Workload {
  std::string name;
  void (*work)(const Episode& episode);
};

/// The workloads this machine can run; tells on stderr which ones it cannot.
std::vector<Workload> available_workloads();

/// Runs a workload in its worker threads and returns when the episode is over.
void run_episode(const Workload& workload, const Episode& episode);

// Workloads whose counters look the same throughout an episode.
void compile(const Episode& episode);
void compress(const Episode& episode);
void database(const Episode& episode);
void loopback(const Episode& episode);
void fork_storm(const Episode& episode);
void idle(const Episode& episode);

// Workloads made of the same ingredients in the same amounts, told apart only
// by their order in time.
void matrix_bursts_fast(const Episode& episode);
void matrix_bursts_slow(const Episode& episode);
void sort_ramp_up(const Episode& episode);
void sort_ramp_down(const Episode& episode);
void sort_ramp_peak(const Episode& episode);
void copy_then_hash(const Episode& episode);
void hash_then_copy(const Episode& episode);
void copy_hash_mixed(const Episode& episode);

}  // namespace telemetry
