#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <filesystem>
#include <memory>

#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/units.hpp"
#include "cli/tell.hpp"
#include "cli/verbs.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/environment.hpp"
#include "measure/machine/instruction_counter.hpp"
#include "measure/machine/machine_check.hpp"
#include "measure/machine/watch.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t indent = 6;
constexpr std::int64_t trial_ns = 1'000'000'000;
// A step of a small model takes a microsecond; a clock of a tenth of that is what reports subtract by eye.
constexpr double dear_clock_ns = 100;
// A run's weights, journal and reports; a dataset may take more.
constexpr double least_disk_bytes = 256 << 20;

/// All that is found out.
struct Examination {
  std::string host;
  std::vector<MachineCheck> checks;
  Noise noise;
  Disturbances disturbances;
};

MachineCheck check_clock_cost() {
  const ClockError clock = measure_clock_error();
  const std::string fact = fmt::format("{:.0f} ns a reading, in ticks of {:.0f} ns", clock.cost_ns, clock.tick_ns);
  if (clock.cost_ns > dear_clock_ns)
    return {"clock cost", fact, "boot with clocksource=tsc; rank steps well above it only"};
  return {"clock cost", fact};
}

/// For information: no verdict needs the count.
MachineCheck check_instructions() {
  std::string why_not;
  if (InstructionCounter::open(&why_not)) return {"perf events", "instructions can be counted"};
  return {"perf events", "instructions can't be counted, which no verdict needs: " + why_not};
}

/// CAP_SYS_NICE is bit 23 of the effective capabilities, capabilities(7).
bool may_raise_priority() {
  constexpr std::uint64_t sys_nice = std::uint64_t{1} << 23U;
  const std::string status = read_text("/proc/self/status").value_or("");
  const std::string capabilities = value_of(status, "CapEff").value_or("");
  return (std::strtoull(capabilities.c_str(), nullptr, 16) & sys_nice) != 0;
}

/// For information: a run never asks for real-time priority.
MachineCheck check_priority() {
  rlimit limit{};
  const bool limit_allows = ::getrlimit(RLIMIT_RTPRIO, &limit) == 0 && limit.rlim_cur > 0;
  return {"priority", limit_allows || may_raise_priority() ? "real-time priority is permitted; runs don't need it"
                                                           : "real-time priority is not permitted; runs don't need it"};
}

MachineCheck check_disk() {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(".", error);
  if (error) return {"disk", "the current folder's space can't be read: " + error.message(), "run in another folder"};
  const auto bytes = static_cast<double>(space.available);
  const std::string fact = format_quantity(bytes, Unit::bytes) + " are free in the current folder";
  if (bytes < least_disk_bytes) return {"disk", fact, "free 256 MiB, or give runs a place with --out"};
  return {"disk", fact};
}

Examination examine() {
  const MachineFacts facts = read_machine();
  Examination found;
  found.host = environment_of(facts).host_class();
  found.checks = check_facts(facts);
  found.checks.push_back(check_disk());
  found.checks.push_back(check_instructions());
  found.checks.push_back(check_priority());
  const bool pinned = pin_to_last_core();
  found.checks.push_back(check_clock_cost());
  Watch watch;
  watch.begin();
  found.noise = measure_noise(trial_ns);
  found.disturbances = watch.end();
  for (MachineCheck& check : check_trial(found.disturbances, found.noise, pinned))
    found.checks.push_back(std::move(check));
  return found;
}

/// Why runs here are no better than that; empty where they can be VALID.
std::vector<std::string> reasons_of(const Examination& found, Expectation worst) {
  std::vector<std::string> reasons;
  for (const MachineCheck& check : found.checks) {
    if (worst != Expectation::valid && check.verdict == worst) reasons.push_back(check.fact);
  }
  return reasons;
}

std::string check_text(const MachineCheck& check) {
  std::string text = wrapped(fmt::format("{}: {}", check.name, check.fact), width, indent);
  text.replace(0, check.grade().size(), check.grade());
  return check.remedy.empty() ? text : text + wrapped("-> " + check.remedy, width, indent);
}

std::string summary(const std::vector<std::string>& reasons, Expectation worst) {
  if (worst == Expectation::valid) return "runs here can be VALID";
  return fmt::format("runs here will be {}: {}", name_of(worst), fmt::join(reasons, "; "));
}

void print_check_text(const Examination& found, Expectation worst) {
  tell("{}\n", wrapped("host: " + found.host, width, 0));
  for (const MachineCheck& check : found.checks) tell("{}", check_text(check));
  tell("\n{}", wrapped(summary(reasons_of(found, worst), worst), width, 0));
}

void print_check_json(const Examination& found, Expectation worst) {
  const OrderedJson json{
      {"host", found.host},           {"verdict", name_of(worst)},  {"reasons", reasons_of(found, worst)},
      {"checks", Json(found.checks)}, {"noise", Json(found.noise)}, {"disturbances", Json(found.disturbances)}};
  tell("{}\n", json_text(json, 2));
}

}  // namespace

void add_doctor(CLI::App& app, const Common&, Action& action) {
  CLI::App* verb = app.add_subcommand("doctor", "Check whether this machine is fit to measure on, and what to do");
  verb->footer(
      "Takes two seconds, one of them on the core where runs measure. Exit code 2 where no number could be\n"
      "believed.");
  auto json = std::make_shared<bool>(false);
  verb->add_flag("--json", *json, "Print JSON");
  verb->callback([=, &action] {
    action = [=] {
      const Examination found = examine();
      const Expectation worst = worst_of(found.checks);
      *json ? print_check_json(found, worst) : print_check_text(found, worst);
      return worst == Expectation::invalid ? exit_no_result : exit_fine;
    };
  });
}

}  // namespace gatewise
