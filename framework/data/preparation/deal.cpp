#include "data/preparation/deal.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/random.hpp"
#include "data/dataset.hpp"

namespace gatewise {
namespace {

enum class Side { train, validation, test };

Sequences& side_of(Dataset& dataset, Side side) {
  if (side == Side::test) return dataset.test;
  return side == Side::validation ? dataset.validation : dataset.train;
}

std::size_t share_of(double share, std::size_t units) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(share * static_cast<double>(units))));
}

/// What moves as one: a sequence's group, or its own index.
std::string unit_of(const Sequences& sequences, std::size_t index, bool by_group) {
  return by_group ? sequences[index].group : std::to_string(index);
}

std::vector<std::string> shuffled_units(const Sequences& sequences, const SplitRule& rule, const char* purpose) {
  std::set<std::string> units;
  for (std::size_t i = 0; i < sequences.size(); ++i) units.insert(unit_of(sequences, i, rule.by == "group"));
  std::vector<std::string> order(units.begin(), units.end());
  Random(rule.seed, purpose).shuffle(order);
  return order;
}

std::map<std::string, Side> shuffle_to_sides(const Sequences& sequences, const SplitRule& rule) {
  const std::vector<std::string> order = shuffled_units(sequences, rule, "group_split");
  const std::size_t tests = share_of(rule.test, order.size());
  const std::size_t validations = share_of(rule.validation, order.size());
  std::map<std::string, Side> sides;
  for (std::size_t i = 0; i < order.size(); ++i) {
    sides[order[i]] = i < tests ? Side::test : i < tests + validations ? Side::validation : Side::train;
  }
  return sides;
}

void deal_every(Sequences sequences, const SplitRule& rule, Dataset& dataset) {
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const bool tests = (i + 1) % static_cast<std::size_t>(rule.every) == 0;
    (tests ? dataset.test : dataset.train).push_back(std::move(sequences[i]));
  }
  carve_validation(rule, dataset);
}

RowRange within(std::pair<std::int64_t, std::int64_t> range, std::int64_t rows) {
  return {std::min(range.first, rows), std::min(range.second, rows)};
}

template <class T>
std::vector<T> part_of(const std::vector<T>& values, RowRange range, std::int64_t width) {
  if (values.empty()) return {};
  return {values.begin() + range.begin * width, values.begin() + range.end * width};
}

}  // namespace

bool deals_rows(const SplitRule& rule) { return rule.by == "time" || rule.by == "rows" || rule.by == "end"; }

void deal_sequences(Sequences sequences, const SplitRule& rule, Dataset& dataset) {
  if (rule.by == "every") return deal_every(std::move(sequences), rule, dataset);
  const std::map<std::string, Side> sides = shuffle_to_sides(sequences, rule);
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const Side side = sides.at(unit_of(sequences, i, rule.by == "group"));
    side_of(dataset, side).push_back(std::move(sequences[i]));
  }
}

void carve_validation(const SplitRule& rule, Dataset& dataset) {
  std::vector<std::string> order = shuffled_units(dataset.train, rule, "carve_validation");
  order.resize(std::min(order.size(), share_of(rule.validation, order.size())));
  const std::set<std::string> drawn(order.begin(), order.end());
  Sequences rest;
  for (std::size_t i = 0; i < dataset.train.size(); ++i) {
    const bool moves = drawn.count(unit_of(dataset.train, i, rule.by == "group")) > 0;
    (moves ? dataset.validation : rest).push_back(std::move(dataset.train[i]));
  }
  dataset.train = std::move(rest);
}

SplitRows split_rows(const SplitRule& rule, std::int64_t rows, std::int64_t horizon) {
  if (rule.by == "rows")
    return {within(rule.rows.at("train"), rows), within(rule.rows.at("validation"), rows),
            within(rule.rows.at("test"), rows)};
  const auto share = [&](double part) { return std::llround(part * static_cast<double>(rows)); };
  const std::int64_t tests = rule.by == "end" ? horizon : share(rule.test);
  const std::int64_t validations = rule.by == "end" ? horizon : share(rule.validation);
  const std::int64_t test = std::max<std::int64_t>(0, rows - tests);
  const std::int64_t validation = std::max<std::int64_t>(0, test - validations);
  return {{0, validation}, {validation, test}, {test, rows}};
}

Sequence piece_of(const Sequence& sequence, RowRange range, const Dataset& dataset) {
  Sequence piece;
  piece.length = range.end - range.begin;
  piece.group = sequence.group;
  piece.values = part_of(sequence.values, range, dataset.feature_count);
  piece.tokens = part_of(sequence.tokens, range, 1);
  piece.labels = part_of(sequence.labels, range, 1);
  piece.targets = part_of(sequence.targets, range, std::max<std::int64_t>(1, dataset.outputs));
  return piece;
}

void deal_rows_of(const Sequences& sequences, const SplitRule& rule, Dataset& dataset) {
  for (const Sequence& sequence : sequences) {
    const SplitRows rows = split_rows(rule, sequence.length, 0);
    for (const auto& [range, side] : {std::pair(rows.train, Side::train), std::pair(rows.validation, Side::validation),
                                      std::pair(rows.test, Side::test)}) {
      if (range.begin < range.end) side_of(dataset, side).push_back(piece_of(sequence, range, dataset));
    }
  }
}

}  // namespace gatewise
