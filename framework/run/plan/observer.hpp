#ifndef GATEWISE_RUN_PLAN_OBSERVER_HPP
#define GATEWISE_RUN_PLAN_OBSERVER_HPP

#include <string>

namespace gatewise {

/// Told how a run goes on.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  /// The seconds that the rest will take, as far as is known now; `what` is going on.
  virtual void progress(double remaining_seconds, const std::string& what) = 0;
  /// One line about what happened; shown with -v only.
  virtual void note(const std::string& line) = 0;
  /// One line that the user must see.
  virtual void say(const std::string& line) = 0;
};

}  // namespace gatewise

#endif
