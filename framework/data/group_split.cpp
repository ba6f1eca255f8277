#include "data/group_split.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/random.hpp"

namespace gatewise {
namespace {

enum class Side { train, validation, test };

std::size_t share_of(double share, std::size_t groups) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(share * static_cast<double>(groups))));
}

std::map<std::string, Side> deal(const Sequences& sequences, const GroupSplit& split) {
  std::set<std::string> names;
  for (const Sequence& sequence : sequences) names.insert(sequence.group);
  std::vector<std::string> order(names.begin(), names.end());
  Random(split.seed, "group_split").shuffle(order);
  const std::size_t tests = share_of(split.test, order.size());
  const std::size_t validations = share_of(split.validation, order.size());
  std::map<std::string, Side> sides;
  for (std::size_t i = 0; i < order.size(); ++i) {
    sides[order[i]] = i < tests ? Side::test : i < tests + validations ? Side::validation : Side::train;
  }
  return sides;
}

}  // namespace

void split_by_group(Sequences sequences, const GroupSplit& split, Dataset& dataset) {
  const std::map<std::string, Side> sides = deal(sequences, split);
  for (Sequence& sequence : sequences) {
    const Side side = sides.at(sequence.group);
    Sequences& target = side == Side::test         ? dataset.test
                        : side == Side::validation ? dataset.validation
                                                   : dataset.train;
    target.push_back(std::move(sequence));
  }
}

}  // namespace gatewise
