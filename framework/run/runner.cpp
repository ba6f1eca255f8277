#include "run/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "measure/clock.hpp"
#include "measure/environment.hpp"
#include "run/cost_session.hpp"
#include "run/job.hpp"
#include "run/journal.hpp"
#include "run/plan.hpp"
#include "run/request_dataset.hpp"
#include "run/request_family.hpp"
#include "training/trainer.hpp"

namespace gatewise {
namespace {

/// One run from its first trial to its last.
class Runner {
 public:
  Runner(const RunInput& input, const RunDirectory& directory, RunObserver& observer)
      : suite_(input.suite),
        directory_(directory),
        options_(input.options),
        dataset_file_(std::filesystem::absolute(input.dataset_file)),
        dataset_files_(input.dataset_files),
        dataset_(input.dataset),
        plugins_(input.plugins),
        journal_(directory.journal()),
        environment_(read_environment()),
        progress_{observer},
        begin_ns_(now_ns()) {
    const std::vector<std::int64_t> lengths = lengths_of(dataset_.train);
    train_steps_ = std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
    for (const Architecture& architecture : suite_.architectures) shapes_.push_back(shape_for(architecture, dataset_));
    predicted_ = make_plan(suite_, dataset_, 1).trials;
    for (const Trial& trial : predicted_) progress_.total += parallel_share(trial);
  }

  void run() {
    directory_.write_environment(environment_);
    run_side_by_side(dataset_jobs());
    run_side_by_side(train_jobs());
    run_side_by_side(quality_jobs());
    run_cost();
  }

 private:
  std::size_t cores() const { return static_cast<std::size_t>(std::max(1, environment_.cores)); }

  double predicted(const std::string& kind, const std::string& subject) const {
    const auto found = std::find_if(predicted_.begin(), predicted_.end(),
                                    [&](const Trial& t) { return t.kind == kind && t.subject == subject; });
    return found == predicted_.end() ? 1.0 : parallel_share(*found);
  }

  /// Trials that run side by side take their share of the wall clock.
  double parallel_share(const Trial& trial) const {
    return trial.kind == "train" || trial.kind == "quality" ? trial.seconds / static_cast<double>(cores())
                                                            : trial.seconds;
  }

  /// A job, unless the journal holds its result.
  void add_job(std::vector<Job>& jobs, const std::string& kind, const std::string& subject, const Json& determinants,
               Json request) {
    Job job;
    job.record = {trial_key({{"kind", kind}, {"of", determinants}}), kind, subject, "", "", "", nullptr, 0};
    job.seconds = predicted(kind, subject);
    job.log = directory_.log(kind + " " + subject);
    const Record* known = journal_.find(job.record.key);
    if (known != nullptr && known->status != "failed" && usable(*known)) {
      progress_.observer.note(fmt::format("{} {}: known from before", kind, subject));
      // A result from before another build or recipe was tried becomes the newest again: reports go by the newest.
      if (journal_.newest(kind, subject)->key != known->key) journal_.append(Record(*known));
      progress_.done += job.seconds;
      return;
    }
    request["kind"] = kind;
    name_dataset(request, dataset_file_, dataset_files_);
    job.request = std::move(request);
    jobs.push_back(std::move(job));
  }

  /// A training counts only with its weights still there.
  bool usable(const Record& record) const {
    if (record.kind != "train" || record.status != "ok") return true;
    const std::filesystem::path file = directory_.weights(weights_name(record.subject));
    return std::filesystem::exists(file) && sha256_of_file(file) == record.result.at("weights_sha256");
  }

  static std::string weights_name(std::string subject) {
    std::replace(subject.begin(), subject.end(), ' ', '-');
    return subject;
  }

  void run_side_by_side(std::vector<Job> jobs) {
    run_jobs(std::move(jobs), cores(), suite_.limits, progress_,
             [this](const Record& record) { journal_.append(record); });
  }

  std::vector<Job> dataset_jobs() {
    std::vector<Job> jobs;
    add_job(jobs, "dataset", dataset_.id, {{"dataset", dataset_.sha256}}, Json::object());
    return jobs;
  }

  /// Seconds that one training may take so that all fit into three quarters of the time that is left.
  double training_limit(std::size_t index, double all_seconds) const {
    if (options_.max_seconds <= 0) return suite_.limits.trial_seconds;
    const double left = 0.75 * options_.max_seconds - static_cast<double>(now_ns() - begin_ns_) / 1e9;
    const double share = predict_training_seconds(shapes_[index], suite_.recipe, train_steps_) / all_seconds;
    return std::max(1.0, left * static_cast<double>(cores()) * share);
  }

  const std::string& plugin_sha(const std::filesystem::path& file) {
    const auto [entry, fresh] = plugin_shas_.try_emplace(file.string());
    if (fresh) entry->second = sha256_of_file(file);
    return entry->second;
  }

  /// What a trial is asked, and all that determines it.
  struct Through {
    Json determinants;
    Json request;
  };

  /// A family that a plugin brings is part of what a trial of it depends on.
  void bring_family(const Architecture& architecture, Through& through) {
    const PluginDescriptor* bringer = bringer_of(architecture.family, plugins_);
    if (bringer == nullptr) return;
    through.determinants["family_plugin"] = plugin_sha(bringer->file);
    through.determinants["family_library"] = bringer->library;
    name_family(through.request, std::filesystem::absolute(bringer->file));
  }

  std::vector<Job> train_jobs() {
    std::vector<Job> jobs;
    double all_seconds = 0;
    for (const ModelShape& shape : shapes_)
      all_seconds +=
          predict_training_seconds(shape, suite_.recipe, train_steps_) * static_cast<double>(suite_.seeds.size());
    const std::size_t count = suite_.architectures.size() * suite_.seeds.size();
    const std::size_t threads = std::max<std::size_t>(1, cores() / std::max<std::size_t>(1, std::min(cores(), count)));
    for (std::size_t i = 0; i < suite_.architectures.size(); ++i) {
      for (const std::int64_t seed : suite_.seeds) {
        const Json recipe = suite_.recipe;
        const Json determinants{{"dataset", dataset_.sha256},
                                {"architecture", suite_.architectures[i]},
                                {"recipe", recipe},
                                {"metric", suite_.metric},
                                {"seed", seed},
                                {"isa", environment_.isa},
                                {"max_seconds", options_.max_seconds}};
        const std::string subject = train_subject(suite_.architectures[i], seed);
        Through train{
            determinants,
            {{"architecture", suite_.architectures[i]},
             {"recipe", recipe},
             {"metric", suite_.metric},
             {"seed", seed},
             {"threads", threads},
             {"seconds_limit", training_limit(i, all_seconds)},
             {"weights_file", std::filesystem::absolute(directory_.weights(weights_name(subject))).string()}}};
        bring_family(suite_.architectures[i], train);
        add_job(jobs, "train", subject, train.determinants, train.request);
      }
    }
    return jobs;
  }

  const Json* trained(const Architecture& architecture, std::int64_t seed) const {
    const Record* record = journal_.newest("train", train_subject(architecture, seed));
    return record != nullptr && record->status == "ok" ? &record->result : nullptr;
  }

  Through through_backend(const Architecture& architecture, std::int64_t seed, const Json& training,
                          const PluginDescriptor& plugin, const Backend& backend) {
    Through through{
        {{"dataset", dataset_.sha256},
         {"architecture", architecture},
         {"weights", training.at("weights_sha256")},
         {"plugin", plugin_sha(plugin.file)},
         {"library", plugin.library},  // may be another one behind the same file
         {"isa", environment_.isa},    // by which a plugin chooses its implementation
         {"precision", backend.precision}},
        {{"architecture", architecture},
         {"weights_file",
          std::filesystem::absolute(directory_.weights(weights_name(train_subject(architecture, seed)))).string()},
         {"plugin_file", std::filesystem::absolute(plugin.file).string()},
         {"precision", backend.precision},
         {"implementation", backend.implementation}}};
    if (!backend.implementation.empty()) through.determinants["implementation"] = backend.implementation;
    bring_family(architecture, through);
    return through;
  }

  std::vector<Job> quality_jobs() {
    std::vector<Job> jobs;
    for (const CandidateName& candidate : candidates_of(suite_)) {
      for (const std::int64_t seed : suite_.seeds) {
        const Json* training = trained(candidate.architecture, seed);
        if (training == nullptr) continue;  // its failure is the candidate's
        const PluginDescriptor& plugin = plugin_of(candidate.backend, plugins_);
        const Through through = through_backend(candidate.architecture, seed, *training, plugin, candidate.backend);
        add_job(jobs, "quality", quality_subject(candidate, seed), through.determinants, through.request);
      }
    }
    return jobs;
  }

  void add_cost_job(std::vector<Job>& jobs, const std::string& subject, const CandidateName& candidate,
                    const PluginDescriptor& plugin, bool floor) {
    const Json* training = trained(candidate.architecture, suite_.seeds.front());
    if (training == nullptr) return;
    Through through =
        through_backend(candidate.architecture, suite_.seeds.front(), *training, plugin, candidate.backend);
    through.determinants["host"] = environment_.host_class();
    through.determinants["blocks"] = suite_.measurement.blocks;
    through.determinants["block_steps"] = suite_.measurement.block_steps;
    through.determinants["scenarios"] = suite_.scenarios.use;
    through.determinants["batch"] = suite_.scenarios.batch;
    through.determinants["floor"] = floor;
    through.request["floor"] = floor;
    through.request["block_steps"] = suite_.measurement.block_steps;
    through.request["streaming"] = floor || suite_.scenarios.has("streaming");
    through.request["offline"] = !floor && suite_.scenarios.has("offline");
    through.request["batch"] = suite_.scenarios.batch;
    add_job(jobs, "cost", subject, through.determinants, through.request);
  }

  void run_cost() {
    std::vector<Job> jobs;
    for (const CandidateName& candidate : candidates_of(suite_)) {
      add_cost_job(jobs, candidate.id(), candidate, plugin_of(candidate.backend, plugins_), false);
    }
    if (const auto null = plugins_.plugins.find("null"); null != plugins_.plugins.end()) {
      const auto forward =
          std::find_if(suite_.architectures.begin(), suite_.architectures.end(), [&](const Architecture& a) {
            return !a.bidirectional && bringer_of(a.family, plugins_) == nullptr;  // null knows the host's own families
          });
      if (forward != suite_.architectures.end())
        add_cost_job(jobs, floor_subject, {*forward, {"null", "f32"}}, null->second, true);
    }
    if (jobs.empty()) return;
    const std::int64_t deadline =
        options_.max_seconds > 0 ? begin_ns_ + static_cast<std::int64_t>(options_.max_seconds * 1e9) : 0;
    run_cost_session(std::move(jobs), suite_.measurement, cores(), suite_.limits, deadline, progress_,
                     [this](const Record& record) { journal_.append(record); });
  }

  const Suite& suite_;
  const RunDirectory& directory_;
  const RunOptions& options_;
  std::filesystem::path dataset_file_;
  const std::vector<std::filesystem::path>& dataset_files_;
  const Dataset& dataset_;
  const PluginTable& plugins_;
  Journal journal_;
  Environment environment_;
  Progress progress_;
  std::int64_t begin_ns_;
  std::int64_t train_steps_ = 0;
  std::vector<ModelShape> shapes_;
  std::vector<Trial> predicted_;
  std::map<std::string, std::string> plugin_shas_;
};

}  // namespace

void execute(const RunInput& input, const RunDirectory& directory, RunObserver& observer) {
  Runner(input, directory, observer).run();
}

}  // namespace gatewise
