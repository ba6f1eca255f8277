#include "run/job.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <list>

#include "base/files.hpp"
#include "base/sha256.hpp"
#include "measure/clock.hpp"

namespace gatewise {
namespace {

/// A child at work.
struct Active {
  Job job;
  ChildProcess child;
  std::int64_t begin_ns;
  std::string stage;
  std::string doing;
  double fraction = 0;
  Json last = nullptr;

  double seconds() const { return static_cast<double>(now_ns() - begin_ns) / 1e9; }
  double share() const { return job.seconds * std::min(0.99, std::max(fraction, 0.0)); }
};

/// The last line of what a child printed, to say more than "signal 6".
std::string last_words(const std::filesystem::path& log) {
  std::error_code code;
  if (log.empty() || std::filesystem::file_size(log, code) == 0 || code) return "";
  std::string text = read_file(log);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return "; it printed: " + text.substr(text.rfind('\n') + 1);
}

/// Takes all events that are there; true when the child is through.
bool listen(Active& active) {
  while (const std::optional<Json> event = active.child.next(0)) {
    const std::string name = event->value("event", "");
    if (name == "stage") active.stage = event->at("stage");
    if (name == "progress") {
      active.fraction = event->at("fraction");
      active.doing = event->at("text");
    }
    if (name == "result" || name == "failed" || name == "unsupported") active.last = *event;
  }
  // Its end follows the closing of its side at once, unless it hangs: then the trial's time limit is what ends it.
  for (int waited_ms = 0; active.child.closed() && !active.child.ended() && waited_ms < 50; ++waited_ms) ::usleep(1000);
  return active.child.closed() && active.child.ended();
}

}  // namespace

std::string trial_key(const Json& determinants) {
  return sha256(Json{{"program", GATEWISE_VERSION}, {"trial", determinants}}.dump());
}

void conclude(Record& record, const Json& last_event, const std::string& stage, const std::string& ending,
              const std::filesystem::path& log) {
  const std::string event = last_event.is_object() ? last_event.value("event", "") : "";
  if (event == "result") {
    record.status = "ok";
    record.result = last_event.at("result");
    return;
  }
  record.status = event == "unsupported" ? "unsupported" : "failed";
  record.stage = last_event.is_object() ? last_event.value("stage", "") : "";
  if (record.stage.empty()) record.stage = stage;
  record.message = event.empty() ? fmt::format("the child ended with {}{}", ending, last_words(log))
                                 : last_event.at("message").get<std::string>();
}

void run_jobs(std::vector<Job> jobs, std::size_t parallel, const ChildLimits& limits, Progress& progress,
              const std::function<void(const Record&)>& done) {
  std::stable_sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.seconds > b.seconds; });
  std::deque<Job> waiting(std::make_move_iterator(jobs.begin()), std::make_move_iterator(jobs.end()));
  std::list<Active> active;
  while (!waiting.empty() || !active.empty()) {
    while (!waiting.empty() && active.size() < parallel) {
      Job job = std::move(waiting.front());
      waiting.pop_front();
      ChildProcess child({limits.memory_bytes, job.log});
      child.send(job.request);
      active.push_back({std::move(job), std::move(child), now_ns(), "start", "", 0, nullptr});
    }
    std::vector<ChildProcess*> children;
    for (Active& one : active) children.push_back(&one.child);
    wait_for_any(children, 0.5);
    double shares = 0;
    for (auto one = active.begin(); one != active.end();) {
      const bool late = one->seconds() > limits.trial_seconds;
      if (!listen(*one) && !late) {
        shares += one->share();
        ++one;
        continue;
      }
      if (late) one->child.kill();
      Record record = one->job.record;
      record.seconds = one->seconds();
      conclude(record, one->last, one->stage, one->child.end(), one->job.log);
      if (late && record.status == "failed")
        record.message =
            fmt::format("took longer than {:.0f} s ([limits] trial_time) and was ended", limits.trial_seconds);
      progress.done += one->job.seconds;
      progress.observer.note(fmt::format("{} {}: {}{} ({:.1f} s)", record.kind, record.subject, record.status,
                                         record.message.empty() ? "" : ": " + record.message, record.seconds));
      done(record);
      one = active.erase(one);
    }
    if (!active.empty()) {
      const Active& first = active.front();
      progress.show(shares, fmt::format("{} {} {}", first.job.record.kind, first.job.record.subject, first.doing));
    }
  }
}

}  // namespace gatewise
