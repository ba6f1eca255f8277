#include "run/process/trial_child.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <new>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/reason_of.hpp"
#include "host/failure.hpp"
#include "journal/record.hpp"
#include "training/divergence.hpp"

namespace gatewise {
namespace {

void dispatch(const Json& request, std::istream& requests, const EventSink& events) {
  const std::string kind = request.at("kind");
  if (kind == "dataset") return run_dataset_trial(request, events);
  if (kind == "train") return run_train_trial(request, events);
  if (kind == "quality") return run_quality_trial(request, events);
  if (kind == "cost") return run_cost_trial(request, requests, events);
  if (kind == "limits") return run_limits_trial(events);
  if (kind == "probe") return run_probe_trial(request, requests, events);
  if (kind == "size") return run_size_trial(request, events);
  if (kind == "proof") return run_proof_trial(request, events);
  if (kind == "bench") return run_bench_trial(request, events);
  throw std::logic_error(fmt::format("no trial of kind '{}'", kind));
}

constexpr const char* memory_limit = ": the trial's limit is [limits] memory";

Json complaint(const char* status, const std::string& stage, const std::string& message) {
  return {{"event", status}, {"stage", stage}, {"message", message}};
}

}  // namespace

void EventSink::emit(Json event) const {
  event["nonce"] = nonce_;
  const std::string line = json_text(event) + "\n";
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t written = ::write(descriptor_, line.data() + done, line.size() - done);
    if (written <= 0) ::_exit(3);  // nobody listens any more
    done += static_cast<std::size_t>(written);
  }
}

void EventSink::stage(const std::string& name) const { emit({{"event", "stage"}, {"stage", name}}); }

void EventSink::progress(double fraction, const std::string& text) const {
  emit({{"event", "progress"}, {"fraction", fraction}, {"text", text}});
}

void EventSink::result(const Json& result) const { emit({{"event", "result"}, {"result", result}}); }

void run_trial_child(std::istream& requests, int descriptor) {
  std::string line;
  std::getline(requests, line);
  const Json request = parse_json(line);
  const EventSink events(descriptor, request.at("nonce"));
  try {
    dispatch(request, requests, events);
  } catch (const UnsupportedCell& error) {
    events.emit(complaint("unsupported", error.stage, error.what()));
  } catch (const PluginFailure& error) {
    const std::string message = error.what();
    events.emit(complaint("failed", error.stage,
                          message.find("out of memory") == std::string::npos ? message : message + memory_limit));
  } catch (const TrainingDiverged& error) {
    events.emit(complaint("failed", divergence_stage, error.what()));
  } catch (const std::bad_alloc&) {
    events.emit(complaint("failed", "", std::string("out of memory") + memory_limit));
  } catch (const DiskFull& error) {
    Json event = complaint("failed", "", error.what());
    event["disk_full"] = true;
    events.emit(event);
  } catch (const std::exception& error) {
    events.emit(complaint("failed", "", reason_of(error)));
  }
}

}  // namespace gatewise
