#include "run/plan/progress.hpp"

#include <algorithm>

namespace gatewise {
namespace {

std::string index_of(const std::string& kind, const std::string& subject) { return kind + '\n' + subject; }

/// Trials of one kind that wait for cores: together they take the longest of them, or their sum over the cores.
struct Queue {
  double sum = 0;
  double longest = 0;
  void add(double seconds) {
    sum += seconds;
    longest = std::max(longest, seconds);
  }
  double seconds(std::size_t cores) const { return std::max(longest, sum / static_cast<double>(cores)); }
};

}  // namespace

Progress::Progress(RunObserver& observer, const std::vector<Trial>& plan, std::size_t cores)
    : observer_(observer), cores_(cores) {
  for (const Trial& trial : plan) {
    index_[index_of(trial.kind, trial.subject)] = items_.size();
    items_.push_back({trial});
  }
}

Progress::Item* Progress::find(const std::string& kind, const std::string& subject) {
  const auto found = index_.find(index_of(kind, subject));
  return found == index_.end() ? nullptr : &items_[found->second];
}

void Progress::dropped(const std::string& kind, const std::string& subject) {
  if (Item* item = find(kind, subject)) item->over = true;
}

void Progress::under_way(const std::string& kind, const std::string& subject, double fraction, double seconds) {
  if (Item* item = find(kind, subject)) {
    item->fraction = fraction;
    item->seconds = seconds;
  }
}

void Progress::finished(const std::string& kind, const std::string& subject, double seconds) {
  Item* item = find(kind, subject);
  if (item == nullptr) return;
  item->over = true;
  if (kind != "cost") forecast_.learn(kind, item->trial.group, item->trial.seconds, seconds);
}

double Progress::expected(const std::string& kind, const std::string& subject) const {
  const auto found = index_.find(index_of(kind, subject));
  if (found == index_.end()) return 1;
  const Trial& trial = items_[found->second].trial;
  return forecast_.expected(kind, trial.group, trial.seconds);
}

/// With what those under way show: in a run's first minutes nothing else is there to learn from.
Forecast Progress::forecast_now() const {
  Forecast forecast = forecast_;
  for (const Item& item : items_) {
    if (!item.over && item.fraction > 0.05)
      forecast.learn(item.trial.kind, item.trial.group, item.trial.seconds, item.seconds / item.fraction,
                     item.fraction);
  }
  return forecast;
}

double Progress::remaining_seconds() const {
  const Forecast forecast = forecast_now();
  Queue training, quality;
  double alone = session_left_.value_or(0);
  for (const Item& item : items_) {
    if (item.over) continue;
    const double whole = forecast.expected(item.trial.kind, item.trial.group, item.trial.seconds);
    const double left = whole * (1 - std::clamp(item.fraction, 0.0, 1.0));
    if (item.trial.kind == "train") {
      training.add(left);
    } else if (item.trial.kind == "quality") {
      quality.add(left);
    } else if (item.trial.kind != "cost" || !session_left_) {
      alone += left;
    }
  }
  return training.seconds(cores_) + quality.seconds(cores_) + alone;
}

}  // namespace gatewise
