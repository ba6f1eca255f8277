#include "data/synthetic.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.hpp"

namespace gatewise {
namespace {

/// A step that says one symbol of `width`.
void append_one_hot(std::int64_t symbol, std::int64_t width, Sequence& sequence) {
  for (std::int64_t k = 0; k < width; ++k) sequence.values.push_back(k == symbol ? 1.0 : 0.0);
  sequence.length += 1;
}

std::int64_t draw(Random& random, std::int64_t count) {
  return static_cast<std::int64_t>(random.below(static_cast<std::size_t>(count)));
}

Sequence adding(const SyntheticTask& task, Random& random) {
  Sequence sequence;
  const std::int64_t half = task.length / 2;
  const std::int64_t first = draw(random, half);
  const std::int64_t second = half + draw(random, task.length - half);
  double sum = 0;
  for (std::int64_t t = 0; t < task.length; ++t) {
    const double value = random.uniform();
    const bool marked = t == first || t == second;
    sequence.values.insert(sequence.values.end(), {value, marked ? 1.0 : 0.0});
    if (marked) sum += value;
  }
  sequence.length = task.length;
  sequence.targets = {sum};
  return sequence;
}

/// Labels are the symbols' numbers in raw.labels: the blank is "_".
Sequence copy(const SyntheticTask& task, Random& random, NameTable& labels) {
  Sequence sequence;
  const std::int64_t blank = task.symbols;
  const std::int64_t sign = task.symbols + 1;
  std::vector<std::int64_t> symbols;
  for (std::int64_t k = 0; k < task.slots; ++k) symbols.push_back(draw(random, task.symbols));
  for (const std::int64_t symbol : symbols) append_one_hot(symbol, task.symbols + 2, sequence);
  for (std::int64_t t = 0; t + 1 < task.length; ++t) append_one_hot(blank, task.symbols + 2, sequence);
  append_one_hot(sign, task.symbols + 2, sequence);
  for (std::int64_t k = 0; k < task.slots; ++k) append_one_hot(blank, task.symbols + 2, sequence);
  sequence.labels.assign(static_cast<std::size_t>(task.slots + task.length), labels.number_of("_"));
  for (const std::int64_t symbol : symbols) sequence.labels.push_back(labels.number_of(fmt::format("{}", symbol)));
  return sequence;
}

Sequence recall(const SyntheticTask& task, Random& random, NameTable& labels) {
  Sequence sequence;
  const std::int64_t marked = draw(random, std::max<std::int64_t>(1, task.length / 10));
  for (std::int64_t t = 0; t < task.length; ++t) {
    const std::int64_t symbol = draw(random, task.symbols);
    append_one_hot(symbol, task.symbols + 1, sequence);
    if (t != marked) continue;
    sequence.values.back() = 1;
    sequence.labels = {labels.number_of(fmt::format("{}", symbol))};
  }
  return sequence;
}

}  // namespace

void make_synthetic(const DatasetDescription& description, const std::vector<std::filesystem::path>&, RawDataset& raw) {
  const SyntheticTask& task = description.synthetic;
  const auto one = [&](Random& random) {
    if (task.kind == "adding") return adding(task, random);
    return task.kind == "copy" ? copy(task, random, raw.labels) : recall(task, random, raw.labels);
  };
  for (const auto& [split, count] : task.sequences) {
    Random random(task.seed, fmt::format("{} {}", task.kind, split));
    for (std::int64_t i = 0; i < count; ++i) sequences_of(raw, split).push_back(one(random));
  }
  raw.dataset.feature_count = task.kind == "adding" ? 2 : task.kind == "copy" ? task.symbols + 2 : task.symbols + 1;
  if (task.kind == "adding") raw.dataset.outputs = 1;
  raw.dataset.synthetic = task;
}

}  // namespace gatewise
