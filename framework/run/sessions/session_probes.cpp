#include "run/sessions/session_probes.hpp"

#include <system_error>

#include "base/json.hpp"

namespace gatewise {

std::optional<ProbeNeed> probe_need(const Json& ready) {
  if (!ready.is_object() || !ready.contains("arithmetic") || !ready.value("plays", false)) return std::nullopt;
  const auto bytes = static_cast<std::int64_t>(ready.value("step_bytes", 0.0));
  if (bytes <= 0) return std::nullopt;
  return ProbeNeed{bytes, ready.at("arithmetic").get<std::string>()};
}

void SessionProbes::start() {
  child_.reset();
  if (needs_.empty()) return;
  Json request{{"kind", "probe"}, {"needs", Json::array()}};
  for (const auto& [bytes, arithmetic] : needs_)
    request["needs"].push_back({{"bytes", bytes}, {"arithmetic", arithmetic}});
  try {
    child_ = std::make_unique<ChildProcess>(ChildOptions{limits_, log_});
    child_->send(request);
  } catch (const std::system_error&) {
    child_.reset();  // the figures stand without bounds
    return;
  }
  wait_for("ready");
}

void SessionProbes::play(std::size_t index) {
  if (!child_) return;
  child_->send({{"probe", index}});
  if (const std::optional<Json> event = wait_for("probed")) round_[needs_.at(index)] = event->at("pass_ns");
}

std::map<ProbeNeed, double> SessionProbes::take_round() { return std::exchange(round_, {}); }

/// A child that fails, or is silent for too long, is ended: bounds are missing from here on.
std::optional<Json> SessionProbes::wait_for(const std::string& event) {
  while (std::optional<Json> got = child_->next(limits_.silence_seconds)) {
    if (got->value("event", "") == event) return got;
    if (got->value("event", "") == "failed") break;
  }
  child_->kill();
  child_.reset();
  return std::nullopt;
}

}  // namespace gatewise
