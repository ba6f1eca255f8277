#include "run/plan/solve_sizes.hpp"

#include "cells/nominal_memory.hpp"
#include "data/dataset.hpp"
#include "suite/sizes.hpp"
#include "training/trainer.hpp"

namespace gatewise {
namespace {

/// What a size comes to by a rule that needs no measurement.
double exact_value(const SizeRule& rule, const std::string& precision, ModelShape shape, std::int64_t hidden) {
  shape.architecture.hidden = hidden;
  return static_cast<double>(rule.fit == "memory" ? nominal_bytes(shape, precision) : shape.parameter_count());
}

SolvedSize solve(const Suite& suite, const Architecture& architecture, const Dataset& dataset) {
  const SizeRule& rule = *suite.size_rule;
  const ModelShape shape = shape_for(architecture, dataset);
  const Backend backend = size_backend(suite, architecture);
  const SizeSearch found = search_size(rule.multiple, rule.max, [&](std::int64_t hidden) {
    return exact_value(rule, backend.precision, shape, hidden);
  });
  SolvedSize size{architecture, found.best.hidden, found.best.value, found.next.hidden, found.next.value};
  if (rule.fit == "memory") size.backend = backend.name();
  if (size.hidden == 0) refuse_size(rule, size);
  return size;
}

}  // namespace

std::vector<SolvedSize> solve_sizes(const Suite& suite, const Dataset& dataset) {
  std::vector<SolvedSize> sizes;
  for (const Architecture& architecture : suite.architectures) sizes.push_back(solve(suite, architecture, dataset));
  return sizes;
}

}  // namespace gatewise
