#ifndef GATEWISE_RUN_PLAN_SHARE_HPP
#define GATEWISE_RUN_PLAN_SHARE_HPP

#include <set>
#include <string>
#include <vector>

#include "journal/shard.hpp"
#include "run/plan/plan.hpp"
#include "suite/subjects.hpp"

namespace gatewise {

/// What of the plan is a shard's share: the trials of one architecture and seed stay together, and cost goes with the
/// first seed. Where rates are swept, all seeds of an architecture do: they wait for its rate. Every shard deals alike,
/// whatever has been learned or done by then.
class Share {
 public:
  Share(const Suite& suite, const std::vector<Trial>& plan, const Shard& shard);

  bool holds(const Architecture& architecture, std::int64_t seed) const {
    return mine_.count(piece_of(architecture, seed)) != 0;
  }
  bool holds_dataset() const { return shard_.index == 1; }

 private:
  std::string piece_of(const Architecture& architecture, std::int64_t seed) const {
    return sweeps_ ? architecture.id() : train_subject(architecture, seed);
  }

  Shard shard_;
  bool sweeps_;
  std::set<std::string> mine_;
};

}  // namespace gatewise

#endif
