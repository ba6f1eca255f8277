#include "run/sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/json.hpp"
#include "cells/nominal_memory.hpp"
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

void refuse_size(const SizeRule& rule, const SolvedSize& size) {
  throw InputError(fmt::format(
      "{}: 'architectures.hidden.max' is {}, but the smallest {} (hidden size {}) comes to {}{}; raise max to at least "
      "that{}, or take '{}' out of architectures.families",
      rule.place, rule.show(rule.max), size.architecture.id(), size.next, rule.show(size.next_value),
      rule.fit == "parameters" ? " parameters"
      : size.backend.empty()   ? ""
                               : " with " + size.backend,
      rule.multiple > 1 ? ", make hidden.multiple smaller" : "", size.architecture.family));
}

Backend size_backend(const Suite& suite, const Architecture& architecture) {
  const std::vector<Backend> paired = backends_of(suite, architecture);
  const auto own = std::find_if(paired.begin(), paired.end(),
                                [&](const Backend& backend) { return backend.name() == suite.size_rule->backend; });
  if (own != paired.end()) return *own;
  return paired.empty() ? suite.backends.front() : paired.front();
}

std::vector<SolvedSize> solve_sizes(const Suite& suite, const Dataset& dataset) {
  std::vector<SolvedSize> sizes;
  for (const Architecture& architecture : suite.architectures) sizes.push_back(solve(suite, architecture, dataset));
  return sizes;
}

void apply_sizes(Suite& suite, std::vector<SolvedSize> sizes) {
  std::map<std::string, std::int64_t> hidden;
  for (const SolvedSize& size : sizes) hidden[size.architecture.id()] = size.hidden;
  for (Architecture& architecture : suite.architectures) {
    const auto its = hidden.find(architecture.id());
    if (its != hidden.end()) architecture.hidden = its->second;
  }
  suite.sizes = std::move(sizes);
}

bool has_open_sizes(const Suite& suite) { return suite.size_rule && suite.sizes.empty(); }

void require_sizes(const Suite& suite, const std::string& verb) {
  if (!has_open_sizes(suite)) return;
  throw InputError(
      fmt::format("{}: hidden sizes that fit a latency are measured at the start of a run, and `gatewise {}` needs "
                  "them given: add --set 'architectures.hidden=[64]' with those that a run has found",
                  suite.size_rule->place, verb));
}

SolvedSize size_of(const Record& record, const Architecture& architecture) {
  if (record.status == "ok") return record.result.get<SolvedSize>();
  SolvedSize none;
  none.architecture = architecture;
  none.trouble = record.message;
  return none;
}

std::vector<SolvedSize> read_sizes(const Suite& suite, const Journal& journal) {
  std::vector<SolvedSize> sizes;
  for (const Architecture& architecture : suite.architectures) {
    SolvedSize unknown;
    unknown.architecture = architecture;
    unknown.trouble = "its hidden size was not solved for; run the suite again to go on";
    const RecordHead* head = journal.newest("size", architecture.id());
    if (head != nullptr) {
      const Record record = journal.read(*head);
      if (record.determinants.at("rule") == Json(*suite.size_rule)) unknown = size_of(record, architecture);
    }
    sizes.push_back(unknown);
  }
  return sizes;
}

}  // namespace gatewise
