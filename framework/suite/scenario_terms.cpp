#include "suite/scenario_terms.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/units.hpp"

namespace gatewise {
namespace {

constexpr double longest_period_ns = 250e6;  // 12 blocks of 8 steps: half a minute a candidate

double period_of(const Suite& suite, const char* scenario, double own_ns, double step_seconds, double longest_ns) {
  const double period = own_ns > 0 ? own_ns : step_seconds * 1e9;
  const std::string key = fmt::format("{}: scenarios.{}.period", suite.file.string(), scenario);
  if (period <= 0)
    throw InputError(fmt::format("{} is missing: the dataset has no period; write one, such as \"10ms\"", key));
  if (period > longest_ns) {
    throw InputError(fmt::format("{} is {}, longer than a run can wait for ({}); write a shorter one", key,
                                 format_quantity(period, Unit::nanoseconds),
                                 format_quantity(longest_ns, Unit::nanoseconds)));
  }
  return period;
}

}  // namespace

Scenarios concrete_scenarios(const Suite& suite, double step_seconds) {
  constexpr double any = 1e18;  // many streams together have short gaps
  Scenarios scenarios = suite.scenarios;
  RealtimeTerms& realtime = scenarios.realtime;
  if (scenarios.has("realtime")) {
    realtime.period_ns = period_of(suite, "realtime", realtime.period_ns, step_seconds, longest_period_ns);
    if (realtime.deadline_ns == 0) realtime.deadline_ns = realtime.period_ns;
  }
  ServerTerms& server = scenarios.server;
  if (scenarios.has("server")) {
    server.period_ns = period_of(suite, "server", server.period_ns, step_seconds, any);
    if (server.budget_ns == 0) server.budget_ns = server.period_ns;
  }
  return scenarios;
}

Json scenario_request(const Scenarios& scenarios) {
  Json request{{"scenarios", scenarios.use}, {"batchings", scenarios.batchings}, {"chunk", scenarios.chunk}};
  if (scenarios.has("realtime")) request["realtime"] = scenarios.realtime;
  if (scenarios.has("server")) request["server"] = scenarios.server;
  if (scenarios.has("cold")) request["cold_samples"] = scenarios.cold_samples;
  if (scenarios.has("endless"))
    request["endless"] = {{"steps", scenarios.endless.steps}, {"deadline_ns", scenarios.endless.deadline_ns}};
  return request;
}

std::vector<Batching> batchings_for(std::vector<Batching> batchings, const Architecture& architecture) {
  if (architecture.lanes > 0) {
    for (Batching& batching : batchings) batching.size = architecture.lanes;
  }
  return batchings;
}

}  // namespace gatewise
