#include "run/cost_session.hpp"

#include <fmt/format.h>

#include <numeric>

#include "base/random.hpp"
#include "measure/clock.hpp"

namespace gatewise {
namespace {

/// A candidate's child and what it has answered.
class Member {
 public:
  Member(Job job, const ChildLimits& limits)
      : job_(std::move(job)), limits_(limits), child_({limits.memory_bytes, job_.log}), begin_ns_(now_ns()) {
    child_.send(job_.request);
  }

  /// Waits until the child is ready for blocks, or through.
  void get_ready() {
    while (!ready_.is_object() && !over_) take_event(limits_.trial_seconds);
    // Parity refused it, or none of the scenarios is for it: there will be no blocks.
    if (ready_.is_object() && !ready_.value("plays", false)) over_ = true;
  }

  void play(std::int64_t block) {
    child_.send({{"block", block}});
    const std::size_t before = blocks_.size();
    while (blocks_.size() == before && !over_) take_event(limits_.silence_seconds);
  }

  bool over() const { return over_; }
  double seconds() const { return job_.seconds; }
  const std::string& subject() const { return job_.record.subject; }

  Record finish() {
    Record record = job_.record;
    record.seconds = static_cast<double>(now_ns() - begin_ns_) / 1e9;
    if (failure_.empty() && !last_.is_object() && ready_.is_object()) {
      record.status = "ok";
      record.result = {{"ready", ready_}, {"blocks", blocks_}};
      return record;
    }
    child_.kill();
    conclude(record, last_, stage_, child_.end(), job_.log);
    if (!failure_.empty()) record.message = failure_;
    return record;
  }

 private:
  void take_event(double patience) {
    const std::optional<Json> event = child_.next(patience);
    if (!event) {
      if (!child_.closed()) failure_ = fmt::format("no answer for {:.0f} s; the child was ended", patience);
      if (child_.closed()) failure_ = fmt::format("the child ended with {}", child_.end());
      over_ = true;
      return;
    }
    const std::string name = event->value("event", "");
    if (name == "stage") stage_ = event->at("stage");
    if (name == "ready") ready_ = *event;
    if (name == "block") keep_block(*event);
    if (name != "failed" && name != "unsupported") return;
    last_ = *event;
    over_ = true;
  }

  void keep_block(const Json& event) {
    Json& block = blocks_.emplace_back(Json::object());
    for (const char* part : {"step", "cell", "offline"}) {
      if (event.contains(part)) block[part] = event.at(part);
    }
  }

  Job job_;
  const ChildLimits& limits_;
  ChildProcess child_;
  std::int64_t begin_ns_;
  std::string stage_ = "start";
  Json ready_ = nullptr;
  Json blocks_ = Json::array();
  Json last_ = nullptr;
  std::string failure_;
  bool over_ = false;
};

std::vector<std::size_t> shuffled_order(std::size_t count, std::int64_t block) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(static_cast<std::uint64_t>(block), "cost order").shuffle(order);
  return order;
}

}  // namespace

void run_cost_session(std::vector<Job> jobs, const MeasurementPlan& plan, std::size_t parallel_starts,
                      const ChildLimits& limits, std::int64_t deadline_ns, Progress& progress,
                      const std::function<void(const Record&)>& done) {
  // Children read their data a few at a time; all are there before the first block.
  std::vector<std::unique_ptr<Member>> members;
  double total = 0;
  for (std::size_t begin = 0; begin < jobs.size(); begin += parallel_starts) {
    const std::size_t end = std::min(begin + parallel_starts, jobs.size());
    for (std::size_t i = begin; i < end; ++i) {
      total += jobs[i].seconds;
      members.push_back(std::make_unique<Member>(std::move(jobs[i]), limits));
    }
    for (std::size_t i = begin; i < end; ++i) {
      progress.show(0, "cost " + members[i]->subject() + " getting ready");
      members[i]->get_ready();
    }
  }
  for (std::int64_t block = 0; block < plan.blocks; ++block) {
    if (deadline_ns > 0 && block >= 3 && now_ns() > deadline_ns) break;
    for (const std::size_t i : shuffled_order(members.size(), block)) {
      if (members[i]->over()) continue;
      progress.show(total * static_cast<double>(block) / static_cast<double>(plan.blocks),
                    fmt::format("cost {} block {}", members[i]->subject(), block + 1));
      members[i]->play(block);
    }
  }
  for (const std::unique_ptr<Member>& member : members) {
    const Record record = member->finish();
    progress.observer.note(fmt::format("cost {}: {}{}", record.subject, record.status,
                                       record.message.empty() ? "" : ": " + record.message));
    done(record);
  }
  progress.done += total;
}

}  // namespace gatewise
