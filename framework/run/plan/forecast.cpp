#include "run/plan/forecast.hpp"

#include <algorithm>
#include <cmath>

namespace gatewise {

void Forecast::learn(const std::string& kind, const std::string& group, double planned, double seconds, double weight) {
  if (planned <= 0) return;
  const double log_ratio = std::log(std::max(seconds, 1e-3) / planned);
  const std::string within_kind = kind + '\n' + group;
  for (Seen* one : {&all_, &kinds_[kind], &groups_[within_kind]}) {
    one->logs += weight * log_ratio;
    one->weight += weight;
  }
}

Forecast::Seen Forecast::seen(const std::map<std::string, Seen>& all, const std::string& name) {
  const auto found = all.find(name);
  return found == all.end() ? Seen{} : found->second;
}

double Forecast::expected(const std::string& kind, const std::string& group, double planned) const {
  const double of_all = all_.mean(0, 1);
  // Half of it: training that stops early says less of the machine than of the task.
  const double of_kind = seen(kinds_, kind).mean(0.5 * of_all, 1.5);
  return planned * std::exp(seen(groups_, kind + '\n' + group).mean(of_kind, 1.5));
}

}  // namespace gatewise
