#ifndef GATEWISE_RUN_PROCESS_TRIAL_CHILD_HPP
#define GATEWISE_RUN_PROCESS_TRIAL_CHILD_HPP

#include <istream>
#include <string>

#include "base/json_fwd.hpp"

namespace gatewise {

/// Where a child says what happens: lines of JSON on descriptor 3.
class EventSink {
 public:
  /// `nonce` comes with the request and goes into every event: what a plugin writes there by mistake has none and is
  /// passed over.
  EventSink(int descriptor, std::string nonce) : descriptor_(descriptor), nonce_(std::move(nonce)) {}

  void emit(Json event) const;
  /// What the child is about to do: where a crash will have happened.
  void stage(const std::string& name) const;
  void progress(double fraction, const std::string& text) const;
  void result(const Json& result) const;

 private:
  int descriptor_;
  std::string nonce_;
};

/// The child's whole life: reads one request from `requests`, does it, and emits "result", or "failed" or "unsupported"
/// with stage and message. A cost trial goes on reading one line for each block.
void run_trial_child(std::istream& requests, int descriptor);

/// The kinds of trial. Each throws what its parts throw.
void run_dataset_trial(const Json& request, const EventSink& events);
void run_train_trial(const Json& request, const EventSink& events);
void run_quality_trial(const Json& request, const EventSink& events);
void run_cost_trial(const Json& request, std::istream& requests, const EventSink& events);
void run_limits_trial(const EventSink& events);
/// Reads buffers of some sizes; goes on reading one line for each turn of one of them.
void run_probe_trial(const Json& request, std::istream& requests, const EventSink& events);
/// Searches one architecture's hidden size (SolvedSize, with every size that was tried and what it came to).
void run_size_trial(const Json& request, const EventSink& events);
/// A cost trial's beginning alone: its result is what the child says when it is ready.
void run_proof_trial(const Json& request, const EventSink& events);
/// Many candidates in one process, timed by Google Benchmark. They have been proven before.
void run_bench_trial(const Json& request, const EventSink& events);

}  // namespace gatewise

#endif
