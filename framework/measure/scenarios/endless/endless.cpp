#include "measure/scenarios/endless/endless.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "measure/machine/clock.hpp"
#include "measure/machine/memory.hpp"
#include "measure/parity/error_budget.hpp"
#include "measure/parity/oracle_model.hpp"
#include "measure/scenarios/stream_source.hpp"

namespace gatewise {
namespace {

std::int64_t part_steps(std::int64_t steps) { return std::max<std::int64_t>(endless_samples, steps / endless_parts); }

/// The last `endless_samples` steps of each part: what has drifted shows most there.
bool is_sampled(std::int64_t step_of_part, std::int64_t steps) { return step_of_part >= steps - endless_samples; }

bool is_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

}  // namespace

std::vector<double> endless_oracle(const ModelShape& shape, const TensorFile& weights, const Sequences& sequences,
                                   std::int64_t steps, const std::function<void(double)>& progress) {
  OracleModel oracle(shape, weights);
  StreamSource source(sequences, 0);
  const std::int64_t each = part_steps(steps);
  std::vector<double> answers;
  for (std::int64_t part = 0; part < endless_parts; ++part) {
    for (std::int64_t i = 0; i < each; ++i) {
      const StreamSource::Step step = source.next();
      const std::vector<double> answer = oracle.step(*step.sequence, step.t);
      if (is_sampled(i, each)) answers.insert(answers.end(), answer.begin(), answer.end());
      if (i % 1000 == 0)
        progress((static_cast<double>(part) + static_cast<double>(i) / static_cast<double>(each)) / endless_parts);
    }
  }
  return answers;
}

EndlessResult play_endless(SequenceModel& model, const Sequences& sequences, const EndlessTerms& terms,
                           const std::vector<double>& expected, const std::function<void(double)>& progress) {
  const std::int64_t each = part_steps(terms.steps);
  const auto outputs = static_cast<std::size_t>(model.shape().outputs);
  const std::size_t part_values = static_cast<std::size_t>(endless_samples) * outputs;
  StreamSource source(sequences, 0);
  EndlessResult result;
  std::optional<std::int64_t> resident;
  std::vector<float> answers;
  std::vector<std::int64_t> times;
  times.reserve(static_cast<std::size_t>(each));
  model.begin();
  for (std::int64_t part = 0; part < endless_parts; ++part) {
    answers.clear();
    times.clear();
    for (std::int64_t i = 0; i < each; ++i) {
      const StreamSource::Step step = source.next();
      const std::int64_t begin = now_ns();
      model.load(*step.sequence, step.t);
      model.run_cells();
      const std::span<const float> answer = model.project();
      const std::int64_t took = now_ns() - begin;
      times.push_back(took);
      result.missed += terms.deadline_ns > 0 && static_cast<double>(took) > terms.deadline_ns ? 1 : 0;
      if (!is_sampled(i, each)) continue;
      answers.insert(answers.end(), answer.begin(), answer.end());
      result.not_finite += is_finite(answer) ? 0 : 1;
    }
    Histogram& latencies = result.parts.emplace_back();
    for (const std::int64_t time : times) latencies.add(time);
    const auto begin = expected.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(part) * part_values);
    const std::vector<double> wanted(begin, begin + static_cast<std::ptrdiff_t>(part_values));
    result.nmse.push_back(difference_from(wanted, answers).nmse);
    if (part == 0) resident = resident_bytes();
    progress(static_cast<double>(part + 1) / endless_parts);
  }
  const std::optional<std::int64_t> now_resident = resident_bytes();
  if (resident && now_resident) result.resident_growth_bytes = *now_resident - *resident;
  return result;
}

double EndlessResult::slow_down() const {
  const double first = parts.empty() ? 0 : parts.front().quantile(0.5);
  return first <= 0 ? 1 : parts.back().quantile(0.5) / first;
}

void to_json(Json& json, const EndlessResult& result) {
  json = {{"parts", result.parts},
          {"nmse", result.nmse},
          {"missed", result.missed},
          {"resident_growth_bytes", result.resident_growth_bytes ? Json(*result.resident_growth_bytes) : Json(nullptr)},
          {"not_finite", result.not_finite}};
}

void from_json(const Json& json, EndlessResult& result) {
  result.parts = member_of(json, "parts").get<std::vector<Histogram>>();
  result.nmse = numbers_at(json, "nmse");
  result.missed = count_at(json, "missed");
  result.resident_growth_bytes.reset();
  if (const Json& growth = member_of(json, "resident_growth_bytes"); !growth.is_null())
    result.resident_growth_bytes = integer_of(growth, "resident_growth_bytes", -most_count, most_count);
  result.not_finite = count_at(json, "not_finite");
  if (result.parts.empty() || result.nmse.size() != result.parts.size())
    throw std::runtime_error(fmt::format("an endless stream of {} parts has {} differences from the oracle",
                                         result.parts.size(), result.nmse.size()));
  if (std::any_of(result.parts.begin(), result.parts.end(), [](const Histogram& part) { return part.count() == 0; }))
    throw std::runtime_error("a part of an endless stream has no steps");
}

}  // namespace gatewise
