#ifndef GATEWISE_RUN_PROCESS_STOP_HPP
#define GATEWISE_RUN_PROCESS_STOP_HPP

namespace gatewise {

/// How a run is asked to end before its time.
enum class Stop {
  no,
  after_trials,  ///< SIGINT once: what is in flight is finished and saved
  now            ///< SIGINT twice, SIGTERM, SIGHUP: children are ended; what they have saved stays
};

Stop stop_requested();

/// The signal that asked first; 0 where none has.
int stop_signal();

/// While it lives, these signals ask instead of ending the process. One at a time.
class StopOnSignals {
 public:
  StopOnSignals();
  ~StopOnSignals();
  StopOnSignals(const StopOnSignals&) = delete;
  StopOnSignals& operator=(const StopOnSignals&) = delete;
};

}  // namespace gatewise

#endif
