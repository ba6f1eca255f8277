/// Records session after session of scripted workloads; see --help.
#include <exception>
#include <iostream>

#include "cpu_clock.hpp"
#include "options.hpp"
#include "recording.hpp"
#include "sampler.hpp"
#include "schedule.hpp"
#include "temporary_folder.hpp"
#include "workloads.hpp"

namespace telemetry {
namespace {

/// Time to get the threads of a session ready before its first row.
constexpr auto head_start = std::chrono::milliseconds(30);

/// Runs the episodes back to back from `start` on.
void run_episodes(const SessionPlan& session, const std::vector<Workload>& workloads, const std::string& folder,
                  Clock::time_point start) {
  for (const EpisodePlan& plan : session.episodes) {
    const auto end = start + static_cast<int>(plan.rows) * sample_interval;
    run_episode(workloads[plan.workload], {start, end, session.intensity, plan.phase, folder, plan.seed});
    start = end;
  }
}

/// Runs one session while sampling it.
std::vector<Row> record_session(const SessionPlan& session, const std::vector<Workload>& workloads,
                                const std::string& folder, const CpuClock& cpu_clock) {
  const auto start = Clock::now() + head_start;
  Sampler sampler(cpu_clock, start, rows_of(session));
  std::this_thread::sleep_until(start);
  run_episodes(session, workloads, folder, start);
  return sampler.finish();
}

void report(std::size_t done, std::size_t all) {
  std::cerr << "\rsession " << done << " of " << all << std::flush;
  if (done == all) std::cerr << '\n';
}

void record(const Options& options) {
  const CpuClock cpu_clock;
  const std::vector<Workload> workloads = available_workloads();
  const std::vector<SessionPlan> plan =
      plan_sessions(options.sessions, options.minutes, options.seed, workloads.size());
  Recording recording(options.out);
  const TemporaryFolder folder;
  if (!cpu_clock.is_exact()) std::cerr << "note: cpu_busy_permille comes from 10 ms ticks\n";
  for (std::size_t index = 0; index < plan.size(); ++index) {
    const std::vector<Row> rows = record_session(plan[index], workloads, folder.path(), cpu_clock);
    if (interrupted()) {
      std::cerr << "\nstopped; the file holds " << index << " complete sessions\n";
      return;
    }
    recording.append(index, plan[index], rows, workloads);
    report(index + 1, plan.size());
  }
}

/// What the command line asks for; returns the exit code.
int run(int count, const char* const* arguments) {
  const Options options = parse_options(count, arguments);
  if (options.help) {
    std::cout << help_text();
    return 0;
  }
  install_interrupt_handlers();
  record(options);
  return 0;
}

}  // namespace
}  // namespace telemetry

int main(int count, char** arguments) {
  try {
    return telemetry::run(count, arguments);
  } catch (const std::exception& error) {
    std::cerr << "telemetry-recorder: " << error.what() << '\n';
    return 1;
  }
}
