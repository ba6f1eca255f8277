#include "run/sessions/size_session.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/sha256.hpp"
#include "journal/journal.hpp"
#include "journal/recorded_sizes.hpp"
#include "measure/machine/environment.hpp"
#include "measure/scenarios/streaming/streaming.hpp"
#include "run/plan/workload.hpp"
#include "run/process/child_process.hpp"
#include "run/process/job.hpp"
#include "run/process/stop.hpp"
#include "run/process/wait_for_turn.hpp"
#include "run/trials/request_dataset.hpp"
#include "run/trials/request_family.hpp"
#include "suite/sizes.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t weights_seed = 1;  // whatever the trainings' are: a size is no matter of them

/// The sizes of one run.
class SizeSession {
 public:
  SizeSession(RunInput& input, const RunDirectory& directory, RunObserver& observer)
      : input_(input),
        suite_(input.suite),
        directory_(directory),
        observer_(observer),
        host_(read_environment().host_class()),
        journal_(directory.journal(), directory.shard().name()) {}

  void run() {
    if (is_measured()) return apply_sizes(suite_, measured());
    for (const SolvedSize& size : suite_.sizes) keep_exact(size);
  }

 private:
  bool is_measured() const { return suite_.size_rule->is_measured(); }

  /// A record about this architecture, by all that its size depends on.
  Record record_for(const Architecture& architecture, Json determinants) const {
    determinants["rule"] = *suite_.size_rule;
    determinants["dataset"] = input_.dataset.sha256;
    determinants["architecture"] = architecture;
    Record record;
    record.kind = "size";
    record.subject = architecture.id();
    record.determinants = std::move(determinants);
    record.key = trial_key(record.kind, record.determinants);
    return record;
  }

  /// Whether it is the newest of its subject: reports go by the newest.
  bool is_newest(const Record& record) const {
    const RecordHead* newest = journal_.newest(record.kind, record.subject);
    return newest != nullptr && newest->key == record.key;
  }

  void keep_exact(const SolvedSize& size) {
    Record record = record_for(size.architecture, {{"backend", size.backend}});
    if (is_newest(record)) return;
    record.status = "ok";
    record.result = size;
    journal_.append(record);
  }

  std::vector<SolvedSize> measured() {
    std::vector<Job> jobs;
    for (const Architecture& architecture : suite_.architectures) {
      Job job = job_for(architecture);
      if (!is_known(job.record)) jobs.push_back(std::move(job));
    }
    measure(std::move(jobs));
    return read_sizes(suite_, journal_);
  }

  /// Sizes hold wherever they were measured, so that a run that goes on elsewhere trains the same models. What has
  /// failed is tried again, but not by the other shards, who must be of one mind.
  bool is_known(const Record& record) {
    const RecordHead* known = journal_.find(record.key);
    if (known == nullptr || (known->status == "failed" && directory_.shard().count == 1)) return false;
    if (!is_newest(record)) journal_.append(journal_.read(*known));
    return true;
  }

  Job job_for(const Architecture& architecture) const {
    const Backend backend = size_backend(suite_, architecture);
    const PluginDescriptor& plugin = plugin_of(backend, input_.plugins);
    Json asked{{"precision", backend.precision},
               {"implementation", backend.implementation},
               {"seeded", weights_seed},
               {"chunk", suite_.scenarios.of<StreamingTerms>().chunk},
               {"block_steps", suite_.measurement.block_steps},
               {"block_seconds", suite_.measurement.block_seconds},
               {"lengths", workload_lengths(suite_, architecture)}};
    Json determinants = asked;
    determinants["plugin"] = sha256_of_file(plugin.file);
    determinants["library"] = plugin.library;
    Job job;
    job.record = record_for(architecture, determinants);
    job.record.host = host_;
    SolvedSize open;
    open.architecture = architecture;
    open.backend = backend.name();
    open.host = host_;
    asked.update({{"kind", "size"},
                  {"key", job.record.key},
                  {"architecture", architecture},
                  {"plugin_file", std::filesystem::absolute(plugin.file).string()},
                  {"multiple", suite_.size_rule->multiple},
                  {"max", suite_.size_rule->max},
                  {"size", open}});
    if (const PluginDescriptor* bringer = bringer_of(architecture.family, input_.plugins))
      name_family(asked, std::filesystem::absolute(bringer->file));
    name_dataset(asked, std::filesystem::absolute(input_.dataset_file), suite_.preparation, input_.dataset_files);
    job.request = std::move(asked);
    job.log = directory_.log("size", architecture.id());
    return job;
  }

  void measure(std::vector<Job> jobs) {
    if (jobs.empty()) return;
    MachineTurn machine(directory_.locks());
    wait_for_turn([&] { return machine.try_measure(); },
                  "other shards work on this machine, and measuring wants it for itself", observer_);
    if (stop_requested() != Stop::no) return;
    std::vector<Trial> plan;
    for (const Job& job : jobs) plan.push_back(size_trial(job.record.subject));
    Progress progress(observer_, plan, 1);
    run_jobs(std::move(jobs), 1, suite_.limits, progress, [&](const Record& record) { keep_measured(record); });
  }

  /// One that is over the limit is no result: after another max it is measured anew.
  void keep_measured(const Record& record) {
    if (record.status == "ok" && record.result.at("hidden") == 0)
      refuse_size(*suite_.size_rule, record.result.get<SolvedSize>());
    journal_.append(record);
  }

  RunInput& input_;
  Suite& suite_;
  const RunDirectory& directory_;
  RunObserver& observer_;
  std::string host_;
  Journal journal_;
};

}  // namespace

RunOutcome settle_sizes(RunInput& input, const RunDirectory& directory, RunObserver& observer) {
  if (!input.suite.size_rule) return {};
  const StopOnSignals signals;
  adopt_strays();
  SharedTurn turn(directory.locks() / "sizes.lock");
  wait_for_turn([&] { return turn.try_take(); }, "another shard solves for the hidden sizes", observer);
  if (stop_requested() == Stop::no) SizeSession(input, directory, observer).run();
  end_strays({});
  RunOutcome outcome;
  outcome.stopped_by = stop_signal();
  outcome.at_once = stop_requested() == Stop::now;
  return outcome;
}

}  // namespace gatewise
