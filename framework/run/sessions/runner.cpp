#include "run/sessions/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "base/json.hpp"
#include "base/own_file.hpp"
#include "base/sha256.hpp"
#include "journal/journal.hpp"
#include "journal/record_checks.hpp"
#include "journal/resume_notes.hpp"
#include "journal/rounds_file.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/environment.hpp"
#include "measure/scenarios/registry.hpp"
#include "run/plan/plan.hpp"
#include "run/plan/progress.hpp"
#include "run/plan/share.hpp"
#include "run/plan/workload.hpp"
#include "run/process/job.hpp"
#include "run/process/stop.hpp"
#include "run/process/wait_for_turn.hpp"
#include "run/sessions/cost_session.hpp"
#include "run/trials/request_dataset.hpp"
#include "run/trials/request_family.hpp"
#include "suite/scenario_terms.hpp"
#include "suite/subjects.hpp"
#include "suite/sweep.hpp"
#include "training/shards.hpp"
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
        dataset_file_(input.dataset_file.empty() ? input.dataset_file : std::filesystem::absolute(input.dataset_file)),
        dataset_files_(input.dataset_files),
        dataset_(input.dataset),
        plugins_(input.plugins),
        journal_(directory.journal(), directory.shard().name()),
        resumes_(has_trials(journal_)),
        environment_(read_environment()),
        scenarios_(concrete_scenarios(suite_, dataset_.step_seconds)),
        start_seconds_(input.load_seconds + bare_start_seconds),
        share_(suite_, make_plan(suite_, dataset_, 1).trials, directory.shard()),
        candidates_(candidates_of(suite_)),
        progress_(observer, planned(), cores()),
        turn_(directory.locks()),
        begin_ns_(now_ns()) {
    const std::vector<std::int64_t> lengths = lengths_of(dataset_.train);
    train_steps_ = std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
    for (const Architecture& architecture : suite_.architectures) shapes_.push_back(shape_for(architecture, dataset_));
    for (const std::string& complaint : journal_.complaints()) observer.say(complaint);
  }

  RunOutcome run() {
    const StopOnSignals signals;
    adopt_strays();
    // Records of schema 1 do not say where they were measured: what stands there must go on saying it for them.
    const bool unnamed = std::any_of(journal_.heads().begin(), journal_.heads().end(),
                                     [](const RecordHead& head) { return head.kind == "cost" && head.host.empty(); });
    if (!unnamed) directory_.write_environment(environment_);
    take_turn(&MachineTurn::try_work, "another shard measures on this machine");
    work("dataset", dataset_jobs());
    work("sweep", sweep_jobs());
    work("train", train_jobs());
    work("quality", quality_jobs());
    turn_.leave();
    run_cost("cost", cost_jobs());
    return finish();
  }

  RunOutcome run_confirmation(const std::vector<std::string>& finalists) {
    const StopOnSignals signals;
    adopt_strays();
    std::vector<Job> jobs;
    for (const CandidateName& candidate : candidates_) {
      if (std::find(finalists.begin(), finalists.end(), candidate.id()) != finalists.end())
        add_cost_job(jobs, "confirm", candidate.id(), candidate, plugin_of(candidate.backend, plugins_), false);
    }
    run_cost("confirm", std::move(jobs));
    return finish();
  }

 private:
  RunOutcome finish() {
    end_strays({});
    outcome_.stopped_by = stop_signal();
    outcome_.at_once = stop_requested() == Stop::now;
    return outcome_;
  }

  /// What a child takes before it reads its data.
  static constexpr double bare_start_seconds = 0.05;

  std::size_t cores() const { return static_cast<std::size_t>(std::max(1, environment_.cores)); }

  /// Whether the run was at work before; sizes are solved for ahead of its first trial.
  static bool has_trials(const Journal& journal) {
    return std::any_of(journal.heads().begin(), journal.heads().end(),
                       [](const RecordHead& head) { return head.kind != "size"; });
  }

  /// This shard's share of the plan.
  std::vector<Trial> planned() const {
    std::set<std::string> mine;
    if (share_.holds_dataset()) mine.insert("dataset" + dataset_.id);
    for (const Architecture& architecture : suite_.architectures) {
      for (const std::int64_t seed : suite_.seeds) {
        if (share_.holds(architecture, seed)) mine.insert("train" + train_subject(architecture, seed));
      }
      if (!share_.holds(architecture, suite_.seeds.front())) continue;
      for (const double rate : suite_.sweep)
        mine.insert("train" + rate_subject(architecture, suite_.seeds.front(), rate));
    }
    for (const CandidateName& candidate : candidates_) {
      for (const std::int64_t seed : suite_.seeds) {
        if (share_.holds(candidate.architecture, seed)) mine.insert("quality" + quality_subject(candidate, seed));
      }
      if (share_.holds(candidate.architecture, suite_.seeds.front())) mine.insert("cost" + candidate.id());
    }
    std::vector<Trial> trials = make_plan(suite_, dataset_, 1, start_seconds_).trials;
    std::erase_if(trials, [&](const Trial& trial) { return mine.count(trial.kind + trial.subject) == 0; });
    return trials;
  }

  void take_turn(bool (MachineTurn::*try_it)(), const std::string& why_not) {
    wait_for_turn([&] { return (turn_.*try_it)(); }, why_not, progress_.observer());
  }

  /// A job, unless the journal holds its result. A training that `tries_rate` may have been found to diverge.
  void add_job(std::vector<Job>& jobs, const std::string& kind, const std::string& subject, const Json& determinants,
               Json request, bool tries_rate = false) {
    ++outcome_.trials;
    Job job;
    job.record.key = trial_key(kind, determinants);
    job.record.kind = kind;
    job.record.subject = subject;
    job.record.host = environment_.host_class();
    job.record.determinants = determinants;
    job.log = directory_.log(kind, subject);
    const RecordHead* known = journal_.find(job.record.key);
    if (known != nullptr && is_settled(*known, tries_rate) && usable(*known)) {
      take_known(*known, subject);
      return;
    }
    note_why(job.record);
    request["kind"] = kind == "confirm" ? "cost" : kind;
    request["key"] = job.record.key;
    if (suite_.task != Task::cost_only) name_dataset(request, dataset_file_, suite_.preparation, dataset_files_);
    if (kind == "train") {
      request["weights_file"] = std::filesystem::absolute(directory_.weights_of(subject, job.record.key)).string();
      request["checkpoint_file"] = checkpoint_of(job.record.key).string();
      job.goes_on = true;
    }
    job.request = std::move(request);
    jobs.push_back(std::move(job));
  }

  /// What has failed is tried again; but a rate that diverged would do so once more.
  static bool is_settled(const RecordHead& head, bool tries_rate) {
    return head.status != "failed" || (tries_rate && head.stage == divergence_stage);
  }

  /// The training that a rate was chosen by is known under that rate's subject, and is the first seed's own, too.
  void take_known(const RecordHead& known, const std::string& subject) {
    notes_.known();
    progress_.finished(known.kind, subject, known.seconds);
    if (known.status == "ok") ++outcome_.ok;
    if (known.subject == floor_subject) return;  // each session has its own
    // A result from before another build or recipe was tried becomes the newest again: reports go by the newest.
    RecordHead wanted = known;
    wanted.subject = subject;
    const RecordHead* newest = journal_.newest_of(wanted);
    if (newest != nullptr && newest->key == known.key) return;
    Record again = journal_.read(known);
    again.subject = subject;
    journal_.append(again);
  }

  void note_why(const Record& record) {
    const RecordHead* before = journal_.newest_of(record);
    if (before == nullptr) return notes_.fresh();
    if (before->status == "failed") return notes_.again(record.subject, "failed before");
    if (before->key == record.key && is_cut(*before)) return notes_.again(record.subject, cut_message);
    if (before->key == record.key) return notes_.again(record.subject, "its weights file is gone or was changed");
    if (before->program != GATEWISE_VERSION)
      return notes_.again(
          record.subject,
          fmt::format("Gatewise {} -> {}", before->program.empty() ? "of old" : before->program, GATEWISE_VERSION));
    try {
      notes_.again(record.subject, describe_change(journal_.read(*before).determinants, record.determinants));
    } catch (const BadRecord&) {
      notes_.again(record.subject, "its record can't be used");
    }
  }

  static bool is_cut(const RecordHead& head) { return head.status == "ok" && head.message == cut_message; }

  /// What --max-time has cut counts where there is such a limit again; a training only with its weights still there.
  bool usable(const RecordHead& head) {
    if (is_cut(head) && options_.max_seconds <= 0) return false;
    if (head.kind != "train" || head.status != "ok") return true;
    try {
      const TrainedWeights trained = journal_.checked(head, [&] { return weights_in(journal_.result(head)); });
      const OwnFile file(directory_.path(), std::filesystem::path("weights") / trained.file);
      return file.exists() && sha256(file.read()) == trained.sha256;
    } catch (const BadRecord& error) {  // as if it were not there: the training is done again
      progress_.observer().say(error.what());
      return false;
    }
  }

  std::filesystem::path checkpoint_of(const std::string& key) const {
    return std::filesystem::absolute(directory_.partial() / (key + ".safetensors"));
  }

  void keep(Record record) {
    if (record.kind == "train" && record.status == "ok" && record.result.at("cut").get<bool>())
      record.message = cut_message;
    journal_.append(record);
    if (record.status == "ok") ++outcome_.ok;
    // A training that was cut or failed by a limit goes on from there once the limit is raised.
    if (record.kind == "train" && record.status == "ok" && !is_cut(record))
      OwnFile::in_folder(checkpoint_of(record.key)).remove();
  }

  void say_notes(const std::string& kind) {
    if (resumes_) {
      for (const std::string& line : notes_.lines(kind)) progress_.observer().say(line);
    }
    notes_ = {};
  }

  void work(const std::string& kind, std::vector<Job> jobs) {
    say_notes(kind);
    if (stop_requested() != Stop::no) return;
    run_jobs(std::move(jobs), cores(), suite_.limits, progress_, [this](const Record& record) { keep(record); });
  }

  std::vector<Job> dataset_jobs() {
    std::vector<Job> jobs;
    if (suite_.task == Task::cost_only) return jobs;
    if (share_.holds_dataset()) add_job(jobs, "dataset", dataset_.id, {{"dataset", dataset_.sha256}}, Json::object());
    return jobs;
  }

  /// Seconds that one training may take so that all fit into three quarters of the time that is left.
  double training_limit(std::size_t index, double all_seconds) const {
    if (options_.max_seconds <= 0) return suite_.limits.trial_seconds;
    const double left = 0.75 * options_.max_seconds - static_cast<double>(now_ns() - begin_ns_) / 1e9;
    const double share = training_seconds(index) / all_seconds;
    return std::max(1.0, left * static_cast<double>(cores()) * share);
  }

  double training_seconds(std::size_t index) const {
    return predict_training_seconds(shapes_[index], suite_.recipe, train_steps_, start_seconds_);
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

  /// Trainings of this shard's architectures; one whose size could not be found is not trained.
  template <class Function>
  void for_each_trained(Function function) {
    if (suite_.is_seeded) return;
    for (std::size_t i = 0; i < suite_.architectures.size(); ++i) {
      const Architecture& architecture = suite_.architectures[i];
      for (const std::int64_t seed : suite_.seeds) {
        if (!share_.holds(architecture, seed)) continue;
        if (architecture.hidden > 0) {
          function(i, seed);
        } else {
          progress_.dropped("train", train_subject(architecture, seed));
        }
      }
    }
  }

  /// Predicted, of all trainings of this shard, those of a sweep included.
  double all_training_seconds() {
    const double swept = suite_.sweep.empty() ? 0 : static_cast<double>(suite_.sweep.size()) - 1;
    double seconds = 0;
    for_each_trained([&](std::size_t i, std::int64_t seed) {
      seconds += training_seconds(i) * (seed == suite_.seeds.front() ? 1 + swept : 1);
    });
    return seconds;
  }

  std::vector<Job> threaded(std::vector<Job> jobs) const {
    for (Job& job : jobs) job.threads_at_most = shards_of(suite_.recipe.batching.size);
    return jobs;
  }

  /// The first seed of every architecture at every rate.
  std::vector<Job> sweep_jobs() {
    std::vector<Job> jobs;
    if (suite_.sweep.empty()) return jobs;
    const double all_seconds = all_training_seconds();
    for_each_trained([&](std::size_t i, std::int64_t seed) {
      if (seed != suite_.seeds.front()) return;
      for (const double rate : suite_.sweep) {
        const Through train = training(i, seed, at_rate(suite_.recipe, rate), training_limit(i, all_seconds));
        add_job(jobs, "train", rate_subject(suite_.architectures[i], seed, rate), train.determinants, train.request,
                true);
      }
    });
    return threaded(std::move(jobs));
  }

  std::vector<Job> train_jobs() {
    std::vector<Job> jobs;
    const double all_seconds = all_training_seconds();
    for_each_trained([&](std::size_t i, std::int64_t seed) {
      const std::string subject = train_subject(suite_.architectures[i], seed);
      const std::optional<double> rate = rate_of(i);
      if (!rate) return progress_.dropped("train", subject);
      const Through train = training(i, seed, at_rate(suite_.recipe, *rate), training_limit(i, all_seconds));
      add_job(jobs, "train", subject, train.determinants, train.request);
    });
    return threaded(std::move(jobs));
  }

  /// The peak learning rate of an architecture: the recipe's, or the one that its sweep has chosen; empty where all of
  /// them diverged or the sweep was broken off.
  std::optional<double> rate_of(std::size_t index) {
    if (suite_.sweep.empty()) return suite_.recipe.peak_learning_rate;
    std::vector<std::optional<double>> scores;
    for (const double rate : suite_.sweep) {
      const Through train = training(index, suite_.seeds.front(), at_rate(suite_.recipe, rate), 0);
      const RecordHead* head = journal_.find(trial_key("train", train.determinants));
      if (head == nullptr) return std::nullopt;
      scores.push_back(head->status == "ok"
                           ? std::optional<double>(journal_.checked(
                                 *head, [&] { return validation_score_of(checked_training(journal_.result(*head))); }))
                           : std::nullopt);
    }
    const std::optional<std::size_t> best = choose_rate(scores, find_metric(suite_.metric).better);
    return best ? std::optional<double>(suite_.sweep[*best]) : std::nullopt;
  }

  Through training(std::size_t index, std::int64_t seed, const Json& recipe, double seconds_limit) {
    const Architecture& architecture = suite_.architectures[index];
    // Not the instruction set: quality joins across machines, and weights that differ in rounding are as good.
    Through train{{{"dataset", dataset_.sha256},
                   {"architecture", architecture},
                   {"recipe", recipe},
                   {"metric", suite_.metric},
                   {"seed", seed}},
                  {{"architecture", architecture},
                   {"recipe", recipe},
                   {"metric", suite_.metric},
                   {"seed", seed},
                   {"threads", 1},
                   {"seconds_limit", seconds_limit}}};
    bring_family(architecture, train);
    return train;
  }

  /// The result of a training that can be used; read once.
  const Json* trained(const Architecture& architecture, std::int64_t seed) {
    const std::string subject = train_subject(architecture, seed);
    const auto [entry, fresh] = trainings_.try_emplace(subject);
    if (fresh) {
      const RecordHead* head = journal_.newest("train", subject);
      if (head != nullptr && head->status == "ok")
        entry->second = journal_.checked(*head, [&] { return checked_training(journal_.result(*head)); });
    }
    return entry->second.is_object() ? &entry->second : nullptr;
  }

  /// `training` is null where the weights are seeded.
  Through through_backend(const Architecture& architecture, const Json* training, const PluginDescriptor& plugin,
                          const Backend& backend) {
    Through through{{{"dataset", dataset_.sha256},
                     {"architecture", architecture},
                     {"plugin", plugin_sha(plugin.file)},
                     {"library", plugin.library},  // may be another one behind the same file
                     {"precision", backend.precision}},
                    {{"architecture", architecture},
                     {"plugin_file", std::filesystem::absolute(plugin.file).string()},
                     {"precision", backend.precision},
                     {"implementation", backend.implementation}}};
    if (training != nullptr) {
      const TrainedWeights trained = weights_in(*training);
      through.determinants["weights"] = trained.sha256;
      through.request["weights_file"] = std::filesystem::absolute(directory_.weights() / trained.file).string();
    } else {
      through.determinants["seeded"] = suite_.seeds.front();
      through.request["seeded"] = suite_.seeds.front();
    }
    if (!backend.implementation.empty()) through.determinants["implementation"] = backend.implementation;
    bring_family(architecture, through);
    return through;
  }

  std::vector<Job> quality_jobs() {
    std::vector<Job> jobs;
    if (suite_.is_seeded) return jobs;
    for (const CandidateName& candidate : candidates_) {
      for (const std::int64_t seed : suite_.seeds) {
        if (!share_.holds(candidate.architecture, seed)) continue;
        const std::string subject = quality_subject(candidate, seed);
        const Json* training = trained(candidate.architecture, seed);
        if (training == nullptr) {  // its failure is the candidate's
          progress_.dropped("quality", subject);
          continue;
        }
        const PluginDescriptor& plugin = plugin_of(candidate.backend, plugins_);
        const Through through = through_backend(candidate.architecture, training, plugin, candidate.backend);
        add_job(jobs, "quality", subject, through.determinants, through.request);
      }
    }
    return jobs;
  }

  /// The scenarios as this architecture, or the harness's floor, is measured in them.
  Json scenarios_for(const Architecture& architecture, bool floor) const {
    Scenarios scenarios = scenarios_;
    OfflineTerms& offline = scenarios.of<OfflineTerms>();
    offline.batchings = batchings_for(offline.batchings, architecture);
    if (floor)
      std::erase_if(scenarios.use, [](const std::string& name) { return !find_scenario(name).facts().has_floor; });
    if (floor && !scenarios.has(StreamingTerms::scenario)) scenarios.use.emplace_back(StreamingTerms::scenario);
    return scenario_request(scenarios);
  }

  /// Finalists are few: they get four times the blocks, over several starts of their processes.
  MeasurementPlan plan_of(const std::string& kind) const {
    MeasurementPlan plan = suite_.measurement;
    if (kind != "confirm") return plan;
    plan.blocks *= confirmation_times;
    plan.launches = std::max(plan.launches, confirmation_times);
    return plan;
  }

  /// `kind`: "cost" or "confirm".
  void add_cost_job(std::vector<Job>& jobs, const std::string& kind, const std::string& subject,
                    const CandidateName& candidate, const PluginDescriptor& plugin, bool floor) {
    const Architecture& architecture = candidate.architecture;
    const Json* training = suite_.is_seeded ? nullptr : trained(architecture, suite_.seeds.front());
    if (training == nullptr && !suite_.is_seeded) return progress_.dropped(kind, subject);
    Through through = through_backend(architecture, training, plugin, candidate.backend);
    Json asked = scenarios_for(architecture, floor);
    const MeasurementPlan plan = plan_of(kind);
    asked["block_steps"] = plan.block_steps;
    asked["block_seconds"] = plan.block_seconds;
    asked["lengths"] = workload_lengths(suite_, architecture);
    asked["floor"] = floor;
    if (plan.launches > 1) asked["launches"] = plan.launches;
    if (!suite_.comparison.empty()) asked["comparison"] = suite_.comparison + " " + candidate.id();
    if (suite_.task == Task::cost_only) asked["outputs"] = suite_.workload.outputs;
    through.determinants.update(asked);
    through.determinants["host"] = environment_.host_class();
    through.determinants["blocks"] = plan.blocks;
    through.request.update(asked);
    through.request["oracle_file"] = oracle_file(through.determinants).string();
    add_job(jobs, kind, subject, through.determinants, through.request);
  }

  /// Where the children of one architecture share what the oracle says of a stream without an end.
  std::filesystem::path oracle_file(const Json& determinants) const {
    Json shared;
    std::vector<std::string> keys{"dataset", "architecture", "family_plugin", "family_library",
                                  "weights", "seeded",       "outputs",       "lengths"};
    for (const Scenario* scenario : scenarios()) {
      if (scenario->facts().plays_once) keys.push_back(scenario->name());
    }
    for (const std::string& key : keys) {
      if (determinants.contains(key)) shared[key] = determinants.at(key);
    }
    return std::filesystem::absolute(directory_.partial() /
                                     ("oracle-" + trial_key("oracle", shared).substr(0, 16) + ".json"));
  }

  std::vector<Job> cost_jobs() {
    std::vector<Job> jobs;
    const std::int64_t seed = suite_.seeds.front();
    for (const CandidateName& candidate : candidates_) {
      if (share_.holds(candidate.architecture, seed))
        add_cost_job(jobs, "cost", candidate.id(), candidate, plugin_of(candidate.backend, plugins_), false);
    }
    const auto null = plugins_.plugins.find("null");
    const auto forward =
        std::find_if(suite_.architectures.begin(), suite_.architectures.end(), [&](const Architecture& a) {
          // null knows the host's own families
          return share_.holds(a, seed) && !a.bidirectional && bringer_of(a.family, plugins_) == nullptr;
        });
    if (null != plugins_.plugins.end() && forward != suite_.architectures.end())
      add_cost_job(jobs, "cost", floor_subject, {*forward, {"null", "f32"}}, null->second, true);
    return jobs;
  }

  /// What this shard has measured of a session that goes on.
  std::filesystem::path rounds_file(const std::string& kind) const {
    return directory_.partial() / fmt::format("{}-{}-{}.jsonl", kind, directory_.shard().name(),
                                              sha256(environment_.host_class()).substr(0, 8));
  }

  void run_cost(const std::string& kind, std::vector<Job> jobs) {
    if (stop_requested() != Stop::no) return;
    say_notes(kind);
    if (jobs.empty()) {  // a run that was killed after its last record has left its rounds
      OwnFile::in_folder(rounds_file(kind)).remove();
      return;
    }
    take_turn(&MachineTurn::try_measure, "other shards work on this machine, and measuring wants it for itself");
    if (stop_requested() != Stop::no) return;
    keep_host();
    measure_limits();
    if (stop_requested() != Stop::no) return;
    RoundsFile rounds(rounds_file(kind), environment_.host_class());
    const auto is_begun = [&](const Job& job) { return rounds.blocks().count(job.record.key) != 0; };
    const auto fresh = std::stable_partition(jobs.begin(), jobs.end(), is_begun);
    std::vector<Job> rest(std::make_move_iterator(fresh), std::make_move_iterator(jobs.end()));
    jobs.erase(fresh, jobs.end());
    if (!jobs.empty()) {
      rounds.go_on();
      progress_.observer().say(
          fmt::format("{}: goes on after {} of {} rounds that were measured before the run was ended", kind,
                      rounds.rounds(), suite_.measurement.blocks));
      measure(std::move(jobs), rounds, plan_of(kind));
    }
    while (!rest.empty() && stop_requested() == Stop::no) {
      const auto end = rest.begin() + static_cast<std::ptrdiff_t>(std::min(rest.size(), most_members()));
      rounds.begin();
      measure({std::make_move_iterator(rest.begin()), std::make_move_iterator(end)}, rounds, plan_of(kind));
      rest.erase(rest.begin(), end);
    }
    turn_.leave();
  }

  void measure(std::vector<Job> jobs, RoundsFile& rounds, const MeasurementPlan& plan) {
    const std::int64_t deadline =
        options_.max_seconds > 0 ? begin_ns_ + static_cast<std::int64_t>(options_.max_seconds * 1e9) : 0;
    run_cost_session(std::move(jobs),
                     {plan, suite_.limits, cores(), directory_.log("bounds", environment_.host_class()), deadline},
                     rounds, progress_, [this](const Record& record) { keep(record); });
  }

  /// What the machine can do at most, once a host class.
  void measure_limits() {
    const std::string host = environment_.host_class();
    const RecordHead* known = journal_.newest("limits", host);
    if (known != nullptr && known->status == "ok") return;
    Job job;
    job.record.kind = "limits";
    job.record.subject = job.record.host = host;
    job.record.determinants = {{"host", host}};
    job.record.key = trial_key(job.record.kind, job.record.determinants);
    job.request = {{"kind", "limits"}};
    job.log = directory_.log("limits", host);
    std::vector<Job> jobs;
    jobs.push_back(std::move(job));
    run_jobs(std::move(jobs), 1, suite_.limits, progress_, [this](const Record& record) { journal_.append(record); });
  }

  /// What the numbers that follow are true for.
  void keep_host() {
    Record record;
    record.kind = "host";
    record.subject = record.host = environment_.host_class();
    record.status = "ok";
    record.determinants = {{"host", record.host}};
    record.key = trial_key(record.kind, record.determinants);
    record.result = environment_;
    journal_.append(record);
  }

  const Suite& suite_;
  const RunDirectory& directory_;
  const RunOptions& options_;
  std::filesystem::path dataset_file_;
  const std::vector<std::filesystem::path>& dataset_files_;
  const Dataset& dataset_;
  const PluginTable& plugins_;
  Journal journal_;
  bool resumes_;
  Environment environment_;
  Scenarios scenarios_;
  double start_seconds_;
  Share share_;
  std::vector<CandidateName> candidates_;
  Progress progress_;
  MachineTurn turn_;
  std::int64_t begin_ns_;
  std::int64_t train_steps_ = 0;
  std::vector<ModelShape> shapes_;
  std::map<std::string, std::string> plugin_shas_;
  std::map<std::string, Json> trainings_;
  ResumeNotes notes_;
  RunOutcome outcome_;
};

}  // namespace

RunOutcome confirm(const RunInput& input, const RunDirectory& directory, RunObserver& observer,
                   const std::vector<std::string>& finalists) {
  return Runner(input, directory, observer).run_confirmation(finalists);
}

RunOutcome execute(const RunInput& input, const RunDirectory& directory, RunObserver& observer) {
  return Runner(input, directory, observer).run();
}

}  // namespace gatewise
