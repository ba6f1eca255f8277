#ifndef GATEWISE_CLI_PROGRESS_BAR_HPP
#define GATEWISE_CLI_PROGRESS_BAR_HPP

#include <cstdint>
#include <string>

#include "run/plan/observer.hpp"

namespace gatewise {

/// A bar with the remaining time on stderr, where that is a terminal; notes with -v.
class ProgressBar : public RunObserver {
 public:
  explicit ProgressBar(bool verbose);
  ~ProgressBar() override;
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void progress(double remaining_seconds, const std::string& what) override;
  void note(const std::string& line) override;
  void say(const std::string& line) override;

 private:
  void clear();

  bool verbose_;
  bool terminal_;
  bool drawn_ = false;
  std::int64_t begin_ns_;
  std::int64_t last_ns_ = 0;
};

}  // namespace gatewise

#endif
