#include "workloads.hpp"

#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "child_process.hpp"

namespace telemetry {
namespace {

/// Adds a workload that needs a program, or says that the program is missing.
void add_if_present(std::vector<Workload>& workloads, const char* program, Workload workload) {
  if (program_exists(program)) {
    workloads.push_back(std::move(workload));
    return;
  }
  std::cerr << "note: " << program << " was not found, so the workload '" << workload.name << "' is left out\n";
}

/// The same episode with a folder and a random seed for one thread alone.
Episode for_thread(const Episode& episode, int thread) {
  Episode own = episode;
  own.folder += "/" + std::to_string(thread);
  own.seed = episode.seed * 31 + static_cast<std::uint64_t>(thread);
  std::filesystem::create_directories(own.folder);
  return own;
}

/// A worker that fails must not end the program from inside a thread.
void work_and_report(const Workload& workload, const Episode& episode) {
  try {
    workload.work(episode);
  } catch (const std::exception& error) {
    std::cerr << "warning: " << workload.name << ": " << error.what() << '\n';
  }
}

}  // namespace

std::vector<Workload> available_workloads() {
  std::vector<Workload> workloads{
      {"database", database},
      {"loopback", loopback},
      {"fork_storm", fork_storm},
      {"idle", idle},
      {"matrix_bursts_fast", matrix_bursts_fast},
      {"matrix_bursts_slow", matrix_bursts_slow},
      {"sort_ramp_up", sort_ramp_up},
      {"sort_ramp_down", sort_ramp_down},
      {"sort_ramp_peak", sort_ramp_peak},
      {"copy_then_hash", copy_then_hash},
      {"hash_then_copy", hash_then_copy},
      {"copy_hash_mixed", copy_hash_mixed},
  };
  add_if_present(workloads, "g++", {"compile", compile});
  add_if_present(workloads, "gzip", {"compress", compress});
  return workloads;
}

void run_episode(const Workload& workload, const Episode& episode) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < episode.intensity.threads; ++thread) {
    const Episode own = for_thread(episode, thread);
    threads.emplace_back([&workload, own] { work_and_report(workload, own); });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace telemetry
