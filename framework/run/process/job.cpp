#include "run/process/job.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <list>
#include <numeric>
#include <system_error>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/own_file.hpp"
#include "base/reason_of.hpp"
#include "measure/machine/clock.hpp"
#include "run/process/stop.hpp"

namespace gatewise {
namespace {

constexpr const char* log_heading = "---";  // begins the line that the host writes for each child

/// The speed of a training on so many threads against one (1.5 on two, as seen): its shards are of unequal length, and
/// the update is not shared. Two trainings side by side on two cores take no longer than one, so that this is for the
/// last ones.
double speed_up(std::int64_t threads) {
  return static_cast<double>(threads) / (1 + 0.33 * static_cast<double>(threads - 1));
}

/// A child at work.
struct Active {
  Job job;
  ChildProcess child;
  std::int64_t begin_ns;
  std::size_t threads;
  std::string stage = "start";
  std::string doing = {};
  double fraction = 0;
  Json last = nullptr;

  double seconds() const { return static_cast<double>(now_ns() - begin_ns) / 1e9; }
};

/// The last line of what a child printed, to say more than "signal 6".
std::string last_words(const std::filesystem::path& log) {
  if (log.empty()) return "";
  const OwnFile file = OwnFile::in_folder(log);
  std::string text = file.exists() ? file.read() : "";
  if (text.empty()) return "";
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::string line = text.substr(text.rfind('\n') + 1);
  return line.rfind(log_heading, 0) == 0 ? "" : "; it printed: " + line;
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

void conclude(Record& record, const Json& last_event, const std::string& stage, const std::string& ending,
              const std::filesystem::path& log) {
  const std::string event = last_event.is_object() ? last_event.value("event", "") : "";
  if (event == "result") {
    record.status = "ok";
    record.result = last_event.at("result");
    return;
  }
  if (last_event.is_object() && last_event.value("disk_full", false))
    throw DiskFull(last_event.at("message").get<std::string>());
  record.status = event == "unsupported" ? "unsupported" : "failed";
  record.stage = last_event.is_object() ? last_event.value("stage", "") : "";
  if (record.stage.empty()) record.stage = stage;
  record.message = event.empty() ? fmt::format("the child ended with {}{}", ending, last_words(log))
                                 : last_event.at("message").get<std::string>();
}

bool deserves_another_start(const ChildEnd& end, const Job& job, const ChildLimits& limits) {
  return end.was_killed_from_outside(limits) && job.record.attempts < (job.goes_on ? 4 : 2);
}

std::int64_t threads_for(const std::vector<double>& seconds, std::int64_t at_most, std::size_t free,
                         std::size_t cores) {
  const auto most = std::min<std::int64_t>(at_most, static_cast<std::int64_t>(free));
  const auto share = static_cast<std::int64_t>(free / seconds.size());
  if (most <= 1 || share > 1) return std::max<std::int64_t>(1, std::min(most, share));
  // Fewer cores than jobs: the first alone and fast, then the others; or all side by side, the first long after them.
  const double rest = std::accumulate(seconds.begin() + 1, seconds.end(), 0.0);
  const double beside = std::max(seconds[0], (seconds[0] + rest) / static_cast<double>(cores));
  const double before = seconds[0] / speed_up(most) + rest / static_cast<double>(cores);
  return free == cores && before < beside ? most : 1;
}

namespace {

/// Runs jobs until none is left or the run is to stop.
class JobRunner {
 public:
  JobRunner(std::vector<Job> jobs, std::size_t cores, const ChildLimits& limits, Progress& progress,
            const std::function<void(const Record&)>& done)
      : waiting_(std::move(jobs)), cores_(cores), limits_(limits), progress_(progress), done_(done) {}

  void run() {
    while (!active_.empty() || (!waiting_.empty() && stop_requested() == Stop::no)) {
      while (!waiting_.empty() && used_ < cores_ && stop_requested() == Stop::no) start_longest();
      wait();
      if (stop_requested() == Stop::now) return;  // the children end with this object
      say_if_stopping();
      take_news();
      if (!active_.empty()) show();
    }
  }

 private:
  double expected(const Job& job) const { return progress_.expected(job.record.kind, job.record.subject); }

  /// Predictions get better as the run goes on: each job is asked anew for every start.
  void start_longest() {
    std::vector<double> seconds;
    for (const Job& job : waiting_) seconds.push_back(expected(job));
    const auto longest = std::max_element(seconds.begin(), seconds.end());
    const auto picked = waiting_.begin() + (longest - seconds.begin());
    std::swap(seconds.front(), *longest);  // its own seconds first, the others' behind
    Job job = std::move(*picked);
    waiting_.erase(picked);
    const std::int64_t threads = threads_for(seconds, job.threads_at_most, cores_ - used_, cores_);
    if (job.request.contains("threads")) job.request["threads"] = threads;
    write_heading(job);
    try {
      ChildProcess child({limits_, job.log});
      child.send(job.request);
      used_ += static_cast<std::size_t>(threads);
      active_.push_back({std::move(job), std::move(child), now_ns(), static_cast<std::size_t>(threads)});
    } catch (const std::system_error& error) {  // of processes or descriptors; others may have enough
      job.record.status = "failed";
      job.record.stage = "start";
      job.record.message = reason_of(error);
      done_(job.record);
      progress_.dropped(job.record.kind, job.record.subject);
    }
  }

  void say_if_stopping() {
    if (said_ || stop_requested() == Stop::no) return;
    said_ = true;
    progress_.observer().say(
        fmt::format("stopping: {} in flight go to their end first; Ctrl-C again ends them now", active_.size()));
  }

  void wait() {
    std::vector<ChildProcess*> children;
    for (Active& one : active_) children.push_back(&one.child);
    wait_for_any(children, 0.5);
  }

  void take_news() {
    for (auto one = active_.begin(); one != active_.end();) {
      const bool late = one->seconds() > limits_.trial_seconds;
      if (!listen(*one) && !late) {
        progress_.under_way(one->job.record.kind, one->job.record.subject, one->fraction, one->seconds());
        ++one;
        continue;
      }
      end(*one, late);
      used_ -= one->threads;
      one = active_.erase(one);
    }
  }

  void end(Active& one, bool late) {
    if (late) one.child.kill();
    const ChildEnd ended = one.child.end();
    end_others();
    if (!late && one.last.is_null() && deserves_another_start(ended, one.job, limits_)) {
      progress_.observer().say(fmt::format("{} {}: its process was killed from outside (signal 9); it is started again",
                                           one.job.record.kind, one.job.record.subject));
      ++one.job.record.attempts;
      waiting_.push_back(std::move(one.job));
      return;
    }
    Record record = one.job.record;
    record.seconds = one.seconds();
    conclude(record, one.last, one.stage, ended.text(limits_), one.job.log);
    if (late && record.status == "failed")
      record.message =
          fmt::format("took longer than {:.0f} s ([limits] trial_time) and was ended", limits_.trial_seconds);
    done_(record);
    // What it took says something about others only where it went to its end.
    if (record.status == "ok") {
      progress_.finished(record.kind, record.subject, record.seconds * core_share(one));
    } else {
      progress_.dropped(record.kind, record.subject);
    }
    progress_.observer().note(fmt::format("{} {}: {}{} ({:.1f} s; {:.0f} s left)", record.kind, record.subject,
                                          record.status, record.message.empty() ? "" : ": " + record.message,
                                          record.seconds, progress_.remaining_seconds()));
  }

  /// On one core it would have taken longer.
  static double core_share(const Active& one) { return speed_up(static_cast<std::int64_t>(one.threads)); }

  void end_others() const {
    std::vector<const ChildProcess*> children;
    for (const Active& one : active_) children.push_back(&one.child);
    end_strays(children);
  }

  void show() {
    const Active& first = active_.front();
    progress_.show(fmt::format("{} {} {}", first.job.record.kind, first.job.record.subject, first.doing));
  }

  std::vector<Job> waiting_;
  std::size_t cores_;
  std::size_t used_ = 0;
  const ChildLimits& limits_;
  Progress& progress_;
  const std::function<void(const Record&)>& done_;
  std::list<Active> active_;
  bool said_ = false;
};

}  // namespace

void run_jobs(std::vector<Job> jobs, std::size_t cores, const ChildLimits& limits, Progress& progress,
              const std::function<void(const Record&)>& done) {
  JobRunner(std::move(jobs), cores, limits, progress, done).run();
}

void write_heading(const Job& job) {
  if (job.log.empty()) return;
  OwnFile::in_folder(job.log).append_line(fmt::format("{} {} {}, start {}, {:%Y-%m-%dT%H:%M:%SZ}\n", log_heading,
                                                      job.record.kind, job.record.subject, job.record.attempts,
                                                      fmt::gmtime(std::time(nullptr))));
}

}  // namespace gatewise
