#include "measure/scenarios/realtime/realtime.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "base/json.hpp"
#include "measure/machine/clock.hpp"
#include "measure/scenarios/stream_source.hpp"

namespace gatewise {
namespace {

void sleep_until(std::int64_t at_ns) {
  const timespec at{static_cast<time_t>(at_ns / 1'000'000'000), static_cast<long>(at_ns % 1'000'000'000)};
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr) == EINTR) {
  }
}

void wait_for_arrival(std::int64_t at_ns, const RealtimeTerms& terms, CacheEvictor* evictor) {
  // The other work ends a little before the arrival: it is no part of the latency.
  constexpr std::int64_t margin_ns = 2000;
  if (evictor != nullptr) evictor->work_until(at_ns - margin_ns);
  if (terms.sleeps && now_ns() < at_ns) sleep_until(at_ns);
  while (now_ns() < at_ns) {
  }
}

/// The kernel may wake a thread up to its timer slack late, 50 us as a rule, to save power. A device's interrupt knows
/// no such thing: with it every latency would be the slack's.
class ExactTimers {
 public:
  ExactTimers() : before_(::prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0)) { ::prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0); }
  ~ExactTimers() {
    if (before_ > 0) ::prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(before_), 0, 0, 0);
  }
  ExactTimers(const ExactTimers&) = delete;
  ExactTimers& operator=(const ExactTimers&) = delete;

 private:
  int before_;
};

}  // namespace

RealtimeBlock play_realtime(SequenceModel& model, const Sequences& sequences, std::size_t first, std::int64_t steps,
                            const RealtimeTerms& terms, CacheEvictor* evictor) {
  std::vector<std::int64_t> latencies;
  latencies.reserve(static_cast<std::size_t>(steps));
  StreamSource source(sequences, first);
  const ExactTimers exact;
  const std::int64_t begin = now_ns() + static_cast<std::int64_t>(terms.period_ns);
  for (std::int64_t i = 0; i < steps; ++i) {
    const StreamSource::Step step = source.next();
    if (step.begins) model.begin();
    const std::int64_t arrival = begin + std::llround(static_cast<double>(i) * terms.period_ns);
    wait_for_arrival(arrival, terms, evictor);
    model.load(*step.sequence, step.t);
    model.run_cells();
    model.project();
    latencies.push_back(now_ns() - arrival);
  }
  RealtimeBlock block;
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    block.latency.add(latencies[i]);
    block.missed += static_cast<double>(latencies[i]) > terms.deadline_ns ? 1 : 0;
    if (i > 0) block.jitter_ns += std::abs(static_cast<double>(latencies[i] - latencies[i - 1]));
  }
  if (latencies.size() > 1) block.jitter_ns /= static_cast<double>(latencies.size() - 1);
  return block;
}

std::int64_t realtime_steps(double period_ns, std::int64_t most) {
  constexpr double block_ns = 1e9 / 3;
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(block_ns / period_ns), 8, std::max<std::int64_t>(8, most));
}

PriorityScope::PriorityScope(bool wanted) {
  if (!wanted) return;
  sched_param parameters{};
  parameters.sched_priority = ::sched_get_priority_min(SCHED_FIFO);
  has_it_ = ::sched_setscheduler(0, SCHED_FIFO, &parameters) == 0;
  if (!has_it_) {
    refusal_ = fmt::format("real-time priority was refused ({}): give the program CAP_SYS_NICE, or raise `ulimit -r`",
                           std::strerror(errno));
  }
}

PriorityScope::~PriorityScope() {
  const sched_param parameters{};
  if (has_it_) ::sched_setscheduler(0, SCHED_OTHER, &parameters);
}

void to_json(Json& json, const RealtimeTerms& terms) {
  json = {{"period_ns", terms.period_ns},
          {"deadline_ns", terms.deadline_ns},
          {"evict", terms.evict},
          {"sleeps", terms.sleeps},
          {"priority", terms.priority}};
}

void from_json(const Json& json, RealtimeTerms& terms) {
  terms = {json.at("period_ns"), json.at("deadline_ns"), json.at("evict"), json.at("sleeps"), json.at("priority")};
}

}  // namespace gatewise
