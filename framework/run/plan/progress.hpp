#ifndef GATEWISE_RUN_PLAN_PROGRESS_HPP
#define GATEWISE_RUN_PLAN_PROGRESS_HPP

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "run/plan/forecast.hpp"
#include "run/plan/observer.hpp"
#include "run/plan/plan.hpp"

namespace gatewise {

/// Where a run stands: what is done of its plan, what the rest will take. Learns from every trial that ends.
class Progress {
 public:
  Progress(RunObserver& observer, const std::vector<Trial>& plan, std::size_t cores);

  /// There will be no such trial: what it needs has failed.
  void dropped(const std::string& kind, const std::string& subject);
  void under_way(const std::string& kind, const std::string& subject, double fraction, double seconds);
  /// By this run or an earlier one, in so many seconds.
  void finished(const std::string& kind, const std::string& subject, double seconds);
  /// The seconds that the cost session still takes, as it sees for itself.
  void session_left(double seconds) { session_left_ = seconds; }

  /// Seconds that this trial will take alone on a core.
  double expected(const std::string& kind, const std::string& subject) const;
  double remaining_seconds() const;
  void show(const std::string& what) { observer_.progress(remaining_seconds(), what); }
  RunObserver& observer() { return observer_; }

 private:
  struct Item {
    Trial trial;
    bool over = false;
    double fraction = 0;
    double seconds = 0;
  };
  Item* find(const std::string& kind, const std::string& subject);
  Forecast forecast_now() const;

  RunObserver& observer_;
  std::size_t cores_;
  std::vector<Item> items_;
  std::unordered_map<std::string, std::size_t> index_;
  Forecast forecast_;
  std::optional<double> session_left_;
};

}  // namespace gatewise

#endif
