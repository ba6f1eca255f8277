#include "data/carve_validation.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/random.hpp"

namespace gatewise {
namespace {

/// What moves as one: a sequence's group, or its own index.
std::string unit_of(const Sequences& sequences, std::size_t index, bool by_group) {
  return by_group ? sequences[index].group : std::to_string(index);
}

std::set<std::string> draw_units(const Sequences& sequences, const CarvedValidation& carved) {
  std::set<std::string> units;
  for (std::size_t i = 0; i < sequences.size(); ++i) units.insert(unit_of(sequences, i, carved.by_group));
  std::vector<std::string> order(units.begin(), units.end());
  Random(carved.seed, "carve_validation").shuffle(order);
  const auto share = static_cast<std::size_t>(std::lround(carved.share * static_cast<double>(order.size())));
  order.resize(std::min(order.size(), std::max<std::size_t>(1, share)));
  return {order.begin(), order.end()};
}

}  // namespace

void carve_validation(const CarvedValidation& carved, Dataset& dataset) {
  const std::set<std::string> drawn = draw_units(dataset.train, carved);
  Sequences rest;
  for (std::size_t i = 0; i < dataset.train.size(); ++i) {
    const bool moves = drawn.count(unit_of(dataset.train, i, carved.by_group)) > 0;
    (moves ? dataset.validation : rest).push_back(std::move(dataset.train[i]));
  }
  dataset.train = std::move(rest);
}

}  // namespace gatewise
