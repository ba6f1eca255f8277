#include "run/share.hpp"

#include <map>

namespace gatewise {

Share::Share(const Suite& suite, const std::vector<Trial>& plan, const Shard& shard) : shard_(shard) {
  std::map<std::string, double> by_subject;
  for (const Trial& trial : plan) by_subject[trial.kind + trial.subject] = trial.seconds;
  std::vector<std::string> pieces;
  std::vector<double> seconds;
  std::map<std::string, std::size_t> index;
  for (const Architecture& architecture : suite.architectures) {
    for (const std::int64_t seed : suite.seeds) {
      index[train_subject(architecture, seed)] = pieces.size();
      pieces.push_back(train_subject(architecture, seed));
      seconds.push_back(by_subject["train" + pieces.back()]);
    }
  }
  for (const CandidateName& candidate : candidates_of(suite)) {
    for (const std::int64_t seed : suite.seeds)
      seconds[index.at(train_subject(candidate.architecture, seed))] +=
          by_subject["quality" + quality_subject(candidate, seed)];
    seconds[index.at(train_subject(candidate.architecture, suite.seeds.front()))] +=
        by_subject["cost" + candidate.id()];
  }
  const std::vector<std::int64_t> dealt = deal(seconds, shard.count);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (dealt[i] == shard.index) mine_.insert(pieces[i]);
  }
}

}  // namespace gatewise
