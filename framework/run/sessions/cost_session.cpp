#include "run/sessions/cost_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <numeric>
#include <set>
#include <system_error>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "base/reason_of.hpp"
#include "measure/machine/clock.hpp"
#include "measure/scenarios/registry.hpp"
#include "run/process/stop.hpp"
#include "run/sessions/session_probes.hpp"

namespace gatewise {
namespace {

/// A candidate's child and what it has answered.
class Member {
 public:
  /// `blocks` are of the rounds that were finished before.
  Member(Job job, const ChildLimits& limits, Json blocks)
      : job_(std::move(job)), limits_(limits), blocks_(std::move(blocks)), begin_ns_(now_ns()) {
    if (!blocks_.empty()) launch_ = blocks_.back().value("launch", std::int64_t{0}) + 1;
    start();
  }

  /// Waits until the child is ready for blocks, or through.
  void get_ready() {
    while (!ready_.is_object() && !over_) take_event(limits_.trial_seconds);
    // Parity refused it, or none of the scenarios is for it: there will be no blocks.
    if (ready_.is_object() && !ready_.value("plays", false)) over_ = true;
  }

  /// A child that is killed from outside is started again, and plays the block anew.
  void play(std::int64_t round, bool is_last) {
    const std::size_t before = blocks_.size();
    std::int64_t sent = 0;  // starts of the child that have been sent the block
    while (blocks_.size() == before && !over_) {
      get_ready();
      if (over_) return;
      if (sent != job_.record.attempts) child_->send({{"block", round}, {"carried", carried()}, {"last", is_last}});
      sent = job_.record.attempts;
      take_event(limits_.silence_seconds);
    }
  }

  /// Ends the child and starts another, ready for blocks: where a process comes to lie in memory is chance, too.
  void launch_again() {
    if (over_) return;
    child_->kill();
    ++launch_;
    start();
    get_ready();
  }

  /// What comes once, behind the rounds. The child says how far it is, so that silence is what ends it.
  void play_once(const std::string& scenario) {
    std::int64_t sent = 0;
    while (!once_.contains(scenario) && !over_) {
      get_ready();
      if (over_) return;
      if (sent != job_.record.attempts) child_->send({{"once", scenario}});
      sent = job_.record.attempts;
      take_event(limits_.silence_seconds);
    }
  }

  /// The scenarios that are played once, as far as they are for this candidate.
  std::vector<const Scenario*> once() const {
    std::vector<const Scenario*> some;
    if (over_ || !ready_.is_object()) return some;
    for (const Scenario* scenario : scenarios_in(job_.request)) {
      const ScenarioFacts& facts = scenario->facts();
      if (facts.plays_once && (!facts.streams || ready_.value("streams", false))) some.push_back(scenario);
    }
    return some;
  }

  bool over() const { return over_; }
  bool failed() const { return over_ && (!failure_.empty() || last_.is_object()); }
  const std::string& key() const { return job_.record.key; }
  const std::string& subject() const { return job_.record.subject; }
  const ChildProcess* child() const { return child_.get(); }
  const Json& blocks() const { return blocks_; }
  std::optional<ProbeNeed> need() const { return probe_need(ready_); }
  /// What this round's probe took for this candidate's bytes.
  void add_pass(double ns) { blocks_.back()["bound_pass_ns"] = ns; }

  Record finish(const RoundsFile& rounds, std::int64_t rounds_wanted) {
    Record record = job_.record;
    record.seconds = static_cast<double>(now_ns() - begin_ns_) / 1e9;
    if (failure_.empty() && !last_.is_object() && ready_.is_object()) {
      record.status = "ok";
      if (ready_.value("plays", false) && static_cast<std::int64_t>(blocks_.size()) < rounds_wanted)
        record.message = cut_message;
      record.result = {
          {"ready", ready_}, {"blocks", blocks_}, {"session", rounds.session()}, {"sittings", rounds.sittings()}};
      record.result.update(once_);
      return record;
    }
    if (child_) child_->kill();
    conclude(record, last_, stage_, child_ ? child_->end().text(limits_) : "nothing", job_.log);
    if (!failure_.empty()) record.message = failure_;
    return record;
  }

 private:
  void start() {
    write_heading(job_);
    ready_ = nullptr;
    stage_ = "start";
    try {
      child_ = std::make_unique<ChildProcess>(ChildOptions{limits_, job_.log});
      child_->send(job_.request);
    } catch (const std::system_error& error) {
      failure_ = reason_of(error);
      over_ = true;
    }
  }

  void take_event(double patience) {
    const std::optional<Json> event = child_->next(patience);
    if (!event) return end(patience);
    const std::string name = event->value("event", "");
    if (name == "stage") stage_ = event->at("stage");
    if (name == "ready") ready_ = *event;
    if (name == "block") keep_block(*event);
    if (name == "once") once_[event->at("scenario").get<std::string>()] = event->at("result");
    if (name != "failed" && name != "unsupported") return;
    last_ = *event;
    over_ = true;
  }

  void end(double patience) {
    if (stop_requested() == Stop::now) {
      over_ = true;
      return;
    }
    if (child_->closed()) {
      const ChildEnd ended = child_->end();
      if (deserves_another_start(ended, job_, limits_)) {
        ++job_.record.attempts;
        return start();
      }
      failure_ = fmt::format("the child ended with {}", ended.text(limits_));
    } else {
      failure_ = fmt::format("no answer for {:.0f} s; the child was ended", patience);
      child_->kill();
    }
    over_ = true;
  }

  void keep_block(const Json& event) {
    Json& block = blocks_.emplace_back(event);
    for (const char* envelope : {"event", "block", "nonce"}) block.erase(envelope);
    block["launch"] = launch_;
  }

  /// What the scenarios of the next block must know of the last one.
  Json carried() const {
    Json all = Json::object();
    if (blocks_.empty()) return all;
    for (const Scenario* scenario : scenarios_in(job_.request)) {
      const Json known = scenario->carried(blocks_.back());
      if (!known.is_null()) all[scenario->name()] = known;
    }
    return all;
  }

  Job job_;
  const ChildLimits& limits_;
  Json blocks_;
  std::int64_t begin_ns_;
  std::unique_ptr<ChildProcess> child_;
  std::string stage_;
  std::int64_t launch_ = 0;
  Json ready_ = nullptr;
  Json last_ = nullptr;
  Json once_ = Json::object();  // by scenario
  std::string failure_;
  bool over_ = false;
};

std::vector<std::size_t> shuffled_order(std::size_t count, std::int64_t round) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(static_cast<std::uint64_t>(round), "cost order").shuffle(order);
  return order;
}

/// One session from its first child to its records.
class Session {
 public:
  Session(const SessionTerms& terms, RoundsFile& rounds, Progress& progress,
          const std::function<void(const Record&)>& done)
      : terms_(terms), rounds_(rounds), progress_(progress), done_(done) {}

  void run(std::vector<Job> jobs) {
    get_ready(std::move(jobs));
    play();
    const bool ended = play_once();
    const bool through = ended && rounds_.rounds() >= terms_.plan.blocks && stop_requested() != Stop::now;
    if (stop_requested() != Stop::no && !through) return;  // its rounds are kept
    for (std::unique_ptr<Member>& member : members_) {
      if (member) conclude_member(member);
    }
    rounds_.remove();
    progress_.session_left(0);
  }

 private:
  /// Children read their data a few at a time; all are there before the first block.
  void get_ready(std::vector<Job> jobs) {
    for (std::size_t begin = 0; begin < jobs.size() && stop_requested() == Stop::no; begin += terms_.parallel_starts) {
      const std::size_t end = std::min(begin + terms_.parallel_starts, jobs.size());
      for (std::size_t i = begin; i < end; ++i) {
        const auto before = rounds_.blocks().find(jobs[i].record.key);
        Json blocks = before == rounds_.blocks().end() ? Json::array() : before->second;
        members_.push_back(std::make_unique<Member>(std::move(jobs[i]), terms_.limits, std::move(blocks)));
      }
      for (std::size_t i = begin; i < end; ++i) {
        progress_.show("cost " + members_[i]->subject() + " getting ready");
        members_[i]->get_ready();
        conclude_if_failed(members_[i]);
      }
    }
  }

  void open_probes() {
    std::set<ProbeNeed> needs;
    for (const std::unique_ptr<Member>& member : members_) {
      if (const std::optional<ProbeNeed> need = member ? member->need() : std::nullopt) needs.insert(*need);
    }
    probes_ = std::make_unique<SessionProbes>(std::vector<ProbeNeed>(needs.begin(), needs.end()), terms_.limits,
                                              terms_.probe_log);
    progress_.show("bounds getting ready");
    probes_->start();
  }

  void play() {
    open_probes();
    const std::int64_t begin_ns = now_ns();
    const std::int64_t first = rounds_.rounds();
    for (std::int64_t round = first; round < terms_.plan.blocks && stop_requested() == Stop::no; ++round) {
      if (std::none_of(members_.begin(), members_.end(), [](const auto& m) { return m && !m->over(); })) break;
      if (terms_.deadline_ns > 0 && round >= 3 && now_ns() > terms_.deadline_ns) break;
      if (round > first && begins_launch(round)) launch_again();
      for (const std::size_t i : shuffled_order(members_.size() + probes_->count(), round)) {
        if (i >= members_.size()) {
          probes_->play(i - members_.size());
          continue;
        }
        if (!members_[i] || members_[i]->over()) continue;
        progress_.show(fmt::format("cost {} round {} of {}", members_[i]->subject(), round + 1, terms_.plan.blocks));
        members_[i]->play(round, round + 1 == terms_.plan.blocks);
        if (stop_requested() == Stop::now) return;
        say_if_stopping();
        conclude_if_failed(members_[i]);
      }
      keep_round();
      const double seconds = static_cast<double>(now_ns() - begin_ns) / 1e9;
      progress_.session_left(seconds / static_cast<double>(round + 1 - first) *
                             static_cast<double>(terms_.plan.blocks - round - 1));
    }
  }

  /// Whether the rounds of one start of the processes end before this one.
  bool begins_launch(std::int64_t round) const {
    const auto launch_of = [&](std::int64_t r) { return r * terms_.plan.launches / terms_.plan.blocks; };
    return launch_of(round) != launch_of(round - 1);
  }

  void launch_again() {
    probes_->start();
    for (std::unique_ptr<Member>& member : members_) {
      if (!member) continue;
      progress_.show(fmt::format("cost {} started once more", member->subject()));
      member->launch_again();
      conclude_if_failed(member);
    }
  }

  /// False where a stop request came before.
  bool play_once() {
    for (std::unique_ptr<Member>& member : members_) {
      if (!member) continue;
      for (const Scenario* scenario : member->once()) {
        if (stop_requested() != Stop::no) return false;
        progress_.show(fmt::format("cost {} {}", member->subject(), scenario->facts().sentence));
        member->play_once(scenario->name());
      }
      conclude_if_failed(member);
    }
    return true;
  }

  void say_if_stopping() {
    if (said_ || stop_requested() == Stop::no) return;
    said_ = true;
    progress_.observer().say("stopping: this round is finished first; Ctrl-C again ends it now");
  }

  void keep_round() {
    const std::map<ProbeNeed, double> passes = probes_->take_round();
    std::map<std::string, Json> blocks;
    for (const std::unique_ptr<Member>& member : members_) {
      if (!member || member->over()) continue;
      const std::optional<ProbeNeed> need = member->need();
      if (const auto pass = need ? passes.find(*need) : passes.end(); pass != passes.end())
        member->add_pass(pass->second);
      blocks[member->key()] = member->blocks().back();
    }
    rounds_.keep(blocks);
  }

  /// A failure is written at once: the others go on for long.
  void conclude_if_failed(std::unique_ptr<Member>& member) {
    if (stop_requested() != Stop::now && member->failed()) conclude_member(member);
  }

  void conclude_member(std::unique_ptr<Member>& member) {
    const Record record = member->finish(rounds_, terms_.plan.blocks);
    progress_.observer().note(fmt::format("cost {}: {}{}", record.subject, record.status,
                                          record.message.empty() ? "" : ": " + record.message));
    done_(record);
    member.reset();
    std::vector<const ChildProcess*> children;
    if (probes_ && probes_->child() != nullptr) children.push_back(probes_->child());
    for (const std::unique_ptr<Member>& other : members_) {
      if (other && other->child() != nullptr) children.push_back(other->child());
    }
    end_strays(children);
  }

  const SessionTerms& terms_;
  RoundsFile& rounds_;
  Progress& progress_;
  const std::function<void(const Record&)>& done_;
  std::vector<std::unique_ptr<Member>> members_;
  std::unique_ptr<SessionProbes> probes_;
  bool said_ = false;
};

/// The value of a line "Name:  123 kB" in a file of /proc, in bytes; 0 where it is missing.
std::int64_t kilobytes_in(const char* file, const std::string& name) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.rfind(name + ":", 0) == 0) return 1024 * std::stoll(line.substr(name.size() + 1));
  }
  return 0;
}

}  // namespace

std::size_t most_members() {
  // A child holds about what its parent does: the program and the data.
  const std::int64_t each = std::max<std::int64_t>(kilobytes_in("/proc/self/status", "VmRSS"), 16 << 20);
  const std::int64_t available = kilobytes_in("/proc/meminfo", "MemAvailable");
  return static_cast<std::size_t>(std::clamp<std::int64_t>(available / 2 / each, 2, 400));
}

void run_cost_session(std::vector<Job> jobs, const SessionTerms& terms, RoundsFile& rounds, Progress& progress,
                      const std::function<void(const Record&)>& done) {
  Session(terms, rounds, progress, done).run(std::move(jobs));
}

}  // namespace gatewise
