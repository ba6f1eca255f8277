#include "run/sessions/bench_session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "base/json.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/environment.hpp"
#include "measure/parity/parity.hpp"
#include "run/process/job.hpp"
#include "run/process/stop.hpp"

namespace gatewise {
namespace {

constexpr double slice_seconds = 0.25;  // between two looks at whether the user wants to stop

/// Why a candidate that got ready must not be timed; empty where it may.
std::string objection_of(const Json& ready) {
  if (ready.at("plays").get<bool>()) return "";
  if (ready.contains("padding")) return ready.at("padding");
  if (ready.contains("parity")) {
    const auto parity = ready.at("parity").get<Parity>();
    if (parity.status != "passed") return parity.status + ": " + describe(parity);
  }
  return ready.value("no_streaming", "it plays nothing");
}

std::string objection_of(const Record& record) {
  if (record.status == "ok") return objection_of(record.result);
  return fmt::format("{} at stage '{}': {}", record.status, record.stage, record.message);
}

/// The file that Google Benchmark writes, until it is whole.
class PartialFile {
 public:
  explicit PartialFile(std::filesystem::path target) : target_(std::move(target)), path_(target_) {
    is_special_ = std::filesystem::exists(target_) && !std::filesystem::is_regular_file(target_);  // such as /dev/null
    if (is_special_) return;
    path_ = target_.parent_path() / fmt::format(".{}.{}.partial", target_.filename().string(), ::getpid());
    std::error_code none;
    std::filesystem::remove(path_, none);  // a link of this name would be written through
    append_line(path_, "");                // throws where it can't be written
  }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile() {
    std::error_code ignored;
    if (!is_special_) std::filesystem::remove(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  void keep() {
    if (!is_special_) write_file_atomically(target_, read_file(path_));
  }

 private:
  std::filesystem::path target_, path_;
  bool is_special_ = false;
};

class BenchSession {
 public:
  BenchSession(const RunInput& input, const std::vector<BenchCase>& cases, RunObserver& observer)
      : input_(input), cases_(cases), observer_(observer), candidates_(candidates_of(input.suite)) {}

  BenchOutcome run(const std::vector<std::string>& flags, const std::filesystem::path& out) {
    const StopOnSignals signals;
    adopt_strays();
    PartialFile file(std::filesystem::absolute(out));
    prove();
    if (stop_requested() == Stop::no && !proven_.empty()) time(flags, file);
    end_strays({});
    outcome_.stopped_by = stop_signal();
    return outcome_;
  }

 private:
  std::vector<std::size_t> wanted() const {
    std::set<std::size_t> all;
    for (const BenchCase& one : cases_) all.insert(one.candidate);
    return {all.begin(), all.end()};
  }

  void prove() {
    std::vector<Job> jobs;
    std::vector<Trial> trials;
    for (const std::size_t i : wanted()) {
      Job job;
      job.record.kind = "proof";
      job.record.subject = candidates_[i].id();
      job.request = bench_candidate(input_, candidates_[i]);
      job.request["kind"] = job.record.kind;
      trials.push_back({job.record.kind, job.record.subject, input_.load_seconds + usual_start_seconds});
      jobs.push_back(std::move(job));
    }
    const auto cores = static_cast<std::size_t>(std::max(1, environment_.cores));
    Progress progress(observer_, trials, cores);
    run_jobs(std::move(jobs), cores, input_.suite.limits, progress, [this](const Record& record) {
      const std::string objection = objection_of(record);
      if (objection.empty()) proven_.insert(record.subject);
      if (!objection.empty()) outcome_.skipped[record.subject] = objection;
    });
  }

  Json request(const std::vector<std::string>& flags, const std::filesystem::path& out) const {
    Json request{{"kind", "bench"}, {"flags", flags}, {"cases", Json::array()}, {"candidates", Json::object()}};
    request["flags"].push_back("--benchmark_out=" + out.string());
    for (const BenchCase& one : cases_) {
      const CandidateName& candidate = candidates_[one.candidate];
      if (proven_.count(candidate.id()) == 0) continue;
      request["cases"].push_back(one);
      request["candidates"][std::to_string(one.candidate)] = bench_candidate(input_, candidate);
    }
    Json& context = request["context"];
    context = {{"gatewise_version", GATEWISE_VERSION},
               {"suite", input_.suite.name},
               {"host_class", environment_.host_class()}};
    for (const auto& [id, reason] : outcome_.skipped) context["skipped " + id] = reason;
    return request;
  }

  /// How long the whole takes is for the flags to say; how long one benchmark may be silent, for the suite.
  void time(const std::vector<std::string>& flags, PartialFile& file) {
    ChildLimits limits = input_.suite.limits;
    limits.cpu_seconds = 1e9;
    ChildProcess child({limits, {}, true});
    child.send(request(flags, file.path()));
    Json last = nullptr;
    std::string stage = "start";
    std::int64_t heard_ns = now_ns();
    bool silent = false;
    while (!child.closed() && stop_requested() == Stop::no && !silent) {
      const std::optional<Json> event = child.next(slice_seconds);
      if (event) heard_ns = now_ns();
      if (event && event->value("event", "") == "stage") {
        stage = event->at("stage");
      } else if (event) {
        last = *event;
      }
      silent = static_cast<double>(now_ns() - heard_ns) / 1e9 > limits.trial_seconds;
    }
    if (silent || stop_requested() != Stop::no) child.kill();
    const ChildEnd end = child.end();
    if (silent) {
      outcome_.failure =
          fmt::format("{}: took longer than {:.0f} s ([limits] trial_time) and was ended", stage, limits.trial_seconds);
    } else if (stop_requested() == Stop::no) {
      conclude_timing(last, stage, end.text(limits), file);
    }
  }

  void conclude_timing(const Json& last, const std::string& stage, const std::string& ending, PartialFile& file) {
    Record record;
    conclude(record, last, stage, ending, {});
    if (record.status != "ok") {
      outcome_.failure = fmt::format("{}: {}", record.stage, record.message);
      return;
    }
    outcome_.timed = record.result.at("timed");
    outcome_.failed = record.result.at("failed").get<std::map<std::string, std::string>>();
    file.keep();
  }

  const RunInput& input_;
  const std::vector<BenchCase>& cases_;
  RunObserver& observer_;
  std::vector<CandidateName> candidates_;
  Environment environment_ = read_environment();
  std::set<std::string> proven_;
  BenchOutcome outcome_;
};

}  // namespace

BenchOutcome run_bench(const RunInput& input, const std::vector<BenchCase>& cases,
                       const std::vector<std::string>& flags, const std::filesystem::path& out, RunObserver& observer) {
  return BenchSession(input, cases, observer).run(flags, out);
}

}  // namespace gatewise
