#include "run/plan/share.hpp"

#include <map>

#include "suite/subjects.hpp"
#include "suite/sweep.hpp"

namespace gatewise {

Share::Share(const Suite& suite, const std::vector<Trial>& plan, const Shard& shard)
    : shard_(shard), sweeps_(!suite.sweep.empty()) {
  std::map<std::string, double> by_subject;
  for (const Trial& trial : plan) by_subject[trial.kind + trial.subject] = trial.seconds;
  std::vector<std::string> pieces;
  std::vector<double> seconds;
  std::map<std::string, std::size_t> index;
  const auto seconds_of = [&](const Architecture& architecture, std::int64_t seed) -> double& {
    const auto [entry, fresh] = index.try_emplace(piece_of(architecture, seed), pieces.size());
    if (fresh) {
      pieces.push_back(entry->first);
      seconds.push_back(0);
    }
    return seconds[entry->second];
  };
  for (const Architecture& architecture : suite.architectures) {
    for (const std::int64_t seed : suite.seeds)
      seconds_of(architecture, seed) += by_subject["train" + train_subject(architecture, seed)];
    for (const double rate : suite.sweep)
      seconds_of(architecture, suite.seeds.front()) +=
          by_subject["train" + rate_subject(architecture, suite.seeds.front(), rate)];
  }
  for (const CandidateName& candidate : candidates_of(suite)) {
    for (const std::int64_t seed : suite.seeds)
      seconds_of(candidate.architecture, seed) += by_subject["quality" + quality_subject(candidate, seed)];
    seconds_of(candidate.architecture, suite.seeds.front()) += by_subject["cost" + candidate.id()];
  }
  const std::vector<std::int64_t> dealt = deal(seconds, shard.count);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (dealt[i] == shard.index) mine_.insert(pieces[i]);
  }
}

}  // namespace gatewise
