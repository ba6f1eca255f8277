#include "select/step_account.hpp"

namespace gatewise {
namespace {

double beyond_parts(const StepParts& parts) { return parts.step - parts.embedding - parts.cell - parts.head; }

template <class Value>
Interval over_blocks(const std::vector<StepParts>& blocks, Value value) {
  std::vector<double> values;
  for (const StepParts& parts : blocks) values.push_back(value(parts));
  return mean_interval(values);
}

}  // namespace

std::optional<StepAccount> step_account(const Candidate& candidate, const Evidence& evidence) {
  const LatencyFigure* streaming = candidate.latency_in("streaming");
  if (streaming == nullptr || streaming->parts.empty() || evidence.floor_parts.empty()) return std::nullopt;
  const Interval rest = over_blocks(evidence.floor_parts, beyond_parts);
  const auto mean_of_part = [&](double StepParts::*part) {
    return over_blocks(streaming->parts, [part](const StepParts& parts) { return parts.*part; });
  };
  return StepAccount{
      mean_of_part(&StepParts::step),
      mean_of_part(&StepParts::embedding),
      mean_of_part(&StepParts::cell),
      mean_of_part(&StepParts::head),
      rest,
      over_blocks(streaming->parts, [&](const StepParts& parts) { return beyond_parts(parts) - rest.value; })};
}

}  // namespace gatewise
