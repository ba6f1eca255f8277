#include "suite/sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.hpp"

namespace gatewise {
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

}  // namespace gatewise
