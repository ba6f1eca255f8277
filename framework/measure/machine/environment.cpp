#include "measure/machine/environment.hpp"

#include <fmt/format.h>
#include <sched.h>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "measure/machine/machine_check.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t most_cores = 1'000'000;

}  // namespace

std::string Environment::host_class() const {
  return fmt::format("{} | {} | {} | {}", cpu, isa, caches, pinned ? "pinned" : "not pinned");
}

Environment read_environment(const SystemFiles& files) { return environment_of(read_machine(files)); }

Environment environment_of(const MachineFacts& facts) {
  Environment environment{facts.cpu, facts.isa, facts.caches, facts.cores, facts.pinnable, {}};
  for (const MachineCheck& check : check_facts(facts)) {
    if (check.grade() != "ok") environment.warnings.push_back(check.warning());
  }
  return environment;
}

bool pin_to_last_core() {
  const std::optional<int> core = last_allowed_core();
  if (!core) return false;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(*core, &one);
  return ::sched_setaffinity(0, sizeof(one), &one) == 0;
}

void to_json(Json& json, const Environment& e) {
  json = {{"cpu", e.cpu},       {"isa", e.isa},           {"caches", e.caches},     {"cores", e.cores},
          {"pinned", e.pinned}, {"warnings", e.warnings}, {"class", e.host_class()}};
}

void from_json(const Json& json, Environment& e) {
  e = {text_at(json, "cpu"),
       text_at(json, "isa"),
       text_at(json, "caches"),
       static_cast<int>(integer_at(json, "cores", 0, most_cores)),
       member_of(json, "pinned").get<bool>(),
       member_of(json, "warnings").get<std::vector<std::string>>()};
}

}  // namespace gatewise
