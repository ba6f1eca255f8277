#ifndef GATEWISE_RUN_OBSERVER_HPP
#define GATEWISE_RUN_OBSERVER_HPP

#include <string>

namespace gatewise {

/// Told how a run goes on. Work is counted in predicted seconds, so that its share is the share of time.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  /// `done` of `total` predicted seconds; `what` is going on now.
  virtual void progress(double done, double total, const std::string& what) = 0;
  /// One line about what happened; shown with -v only.
  virtual void note(const std::string& line) = 0;
};

}  // namespace gatewise

#endif
