#include "measure/scenarios/scenario.hpp"

#include <fmt/format.h>

#include "base/json.hpp"

namespace gatewise {

const char* shown_name(Shown shown) {
  switch (shown) {
    case Shown::nanoseconds:
      return "ns";
    case Shown::per_second:
      return "per_second";
    case Shown::bytes:
      return "bytes";
    case Shown::number:
      return "none";
    case Shown::count:
      return "count";
    case Shown::share:
      return "share";
    case Shown::bound:
      return "bound";
    case Shown::fraction:
      return "fraction";
    case Shown::last:
      break;
  }
  return "last";
}

Json Scenario::carried(const Json& /*block*/) const { return nullptr; }

std::string path_text(const Scenario& scenario, const ScenarioPath& path) {
  const std::string kind = path.kind;
  if (kind == "memory" || kind == "compute") return fmt::format("{}.{}", kind, path.detail);
  return fmt::format("{}.{}.{}", kind, scenario.facts().name, path.detail);
}

}  // namespace gatewise
