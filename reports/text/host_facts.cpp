#include "reports/text/host_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.hpp"
#include "base/units.hpp"

namespace gatewise {
namespace {

std::string clock_fact(const OrderedJson& host) {
  if (!host.at("clock_ns").is_number()) return "";
  std::string text = fmt::format("clock {:.0f} ns a reading", host.at("clock_ns").get<double>());
  const OrderedJson tick = host.value("clock_tick_ns", OrderedJson(nullptr));
  return tick.is_number() ? fmt::format("{}, in ticks of {:.0f} ns", text, tick.get<double>()) : text;
}

/// "122 GB/s": bytes a second, as makers of memory count them.
std::string rate_of(double bytes_per_second) { return fmt::format("{:.3g} GB/s", bytes_per_second / 1e9); }

std::string bandwidth_fact(const OrderedJson& limits) {
  std::vector<std::string> levels;
  for (const OrderedJson& level : limits.at("bandwidths")) {
    levels.push_back(fmt::format("{} ({}) {}", level.at("level").get<std::string>(),
                                 format_quantity(level.at("bytes").get<double>(), Unit::bytes),
                                 rate_of(level.at("bytes_per_second"))));
  }
  return levels.empty() ? "" : fmt::format("reads through f32 multiply-adds: {}", fmt::join(levels, ", "));
}

std::string peak_fact(const OrderedJson& limits) {
  std::vector<std::string> peaks;
  for (const OrderedJson& peak : limits.at("peaks")) {
    peaks.push_back(fmt::format("{} {:.3g} G/s ({})", peak.at("arithmetic").get<std::string>(),
                                peak.at("operations_per_second").get<double>() / 1e9,
                                peak.at("isa").get<std::string>()));
  }
  return peaks.empty() ? "" : fmt::format("operations at most: {}", fmt::join(peaks, ", "));
}

}  // namespace

std::vector<std::string> host_facts(const OrderedJson& host) {
  std::vector<std::string> facts{clock_fact(host)};
  if (const OrderedJson limits = host.value("limits", OrderedJson(nullptr)); limits.is_object()) {
    facts.push_back(bandwidth_fact(limits));
    facts.push_back(peak_fact(limits));
  }
  std::erase(facts, "");
  return facts;
}

}  // namespace gatewise
