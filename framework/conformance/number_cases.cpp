// Whether the numbers are right: against the oracle, and one way of asking against another.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.hpp"
#include "conformance/case.hpp"
#include "conformance/suspects.hpp"

namespace gatewise {
namespace {

std::vector<DumpedTensor> tensors_of(const Subject& subject, const ParityRun& run) {
  const std::int64_t t = run.batch.steps;
  const std::int64_t n = run.batch.lanes();
  std::vector<DumpedTensor> tensors{{"x", {t, n, subject.input()}, run.batch.x},
                                    {"lengths", {n}, {run.batch.lengths.begin(), run.batch.lengths.end()}},
                                    {"expected", {t, n, subject.hidden()}, run.expected, false},
                                    {"got", {t, n, subject.hidden()}, {run.got.begin(), run.got.end()}}};
  const std::vector<std::vector<float>> weights = subject.weights();
  const std::vector<Parameter> parameters =
      cell_parameters(find_family(subject.request.family), subject.input(), subject.hidden());
  for (std::size_t i = 0; i < weights.size(); ++i)
    tensors.push_back({parameters[i].name, parameters[i].shape, {weights[i].begin(), weights[i].end()}});
  return tensors;
}

Finding judge_parity(const Subject& subject, const ParityBatch& batch) {
  const ParityRun run = run_parity(subject.plugin, subject.request, subject.weights(), 1, batch);
  Finding finding;
  const Parity& p = run.parity;
  if (p.approximate) {
    finding = does_not_apply("the cell declares GW_CELL_APPROXIMATE: its measured quality is what it is judged by");
  } else if (p.status != "passed") {
    finding = fail(fmt::format("within {:.3g} of the double-precision oracle (nmse {:.3g}): what {} makes of {} steps",
                               p.allowed, p.allowed_nmse, subject.request.precision, batch.steps),
                   p.max_abs < 1e300 ? fmt::format("differs by {:.3g} (nmse {:.3g}): {}", p.max_abs, p.nmse, p.status)
                                     : "values that are not finite, or were never written",
                   likely_cause(subject, run));
  }
  finding.tensors = tensors_of(subject, run);
  return finding;
}

Finding parity_with_oracle(const Subject& subject) { return judge_parity(subject, {}); }

Finding parity_over_long_sequences(const Subject& subject) { return judge_parity(subject, {400, {400, 251}}); }

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    most = std::isfinite(difference) ? std::max(most, difference) : std::numeric_limits<double>::infinity();
  }
  return a.size() == b.size() ? most : std::numeric_limits<double>::infinity();
}

/// The outputs of a sequence cut at random places, chunks of no steps among them.
std::vector<float> run_in_chunks(const Subject& subject, const std::vector<float>& x, Random& random,
                                 std::int64_t most) {
  CellDriver parts(subject, case_steps, case_lanes);
  std::vector<float> got;
  for (std::int64_t t = 0; t < case_steps;) {
    const auto drawn = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most))) + (most == 1 ? 1 : 0);
    const std::int64_t count = std::min(case_steps - t, drawn);
    const auto begin = x.begin() + t * case_lanes * subject.input();
    const std::vector<float> y = parts.run({begin, begin + count * case_lanes * subject.input()}, count);
    got.insert(got.end(), y.begin(), y.end());
    t += count;
  }
  return got;
}

Finding chunks_equal_the_whole(const Subject& subject) {
  const std::vector<float> x = random_values(case_steps * case_lanes * subject.input(), 3);
  const std::vector<float> expected = CellDriver(subject, case_steps, case_lanes).run(x, case_steps);
  Random random(5, "chunks");
  for (const std::int64_t most : {1, 6, 6, 6, 13}) {  // 1: step by step, as it ships
    const double difference = largest_difference(expected, run_in_chunks(subject, x, random, most));
    if (difference <= subject.allowed()) continue;
    return fail(
        fmt::format("the same outputs (within {:.3g}) however a sequence is cut into calls", subject.allowed()),
        fmt::format("differ by {:.3g} when cut into {}", difference, most == 1 ? "single steps" : "random chunks"),
        "something of the state is lost or changed between calls, or T = 1 has a code path of its own");
  }
  return pass();
}

Finding every_output_is_written(const Subject& subject) {
  CellDriver driver(subject, case_steps, case_lanes);
  const std::vector<std::int32_t> lengths{case_steps, 7, 0};
  const std::vector<float> x = random_values(case_steps * case_lanes * subject.input(), 71);
  const std::vector<float> y = driver.run(x, case_steps, lengths);
  for (std::int64_t row = 0; row < case_steps * case_lanes; ++row) {
    const bool padded = row / case_lanes >= lengths[static_cast<std::size_t>(row % case_lanes)];
    for (std::int64_t j = 0; j < subject.hidden(); ++j) {
      const float value = y[static_cast<std::size_t>(row * subject.hidden() + j)];
      if (padded ? value == 0.0F : std::isfinite(value)) continue;
      return fail(padded ? "y = 0 behind a lane's length" : "a finite value in every element of y",
                  fmt::format("{} at step {}, lane {}, unit {} (y held NaN before the call)", value, row / case_lanes,
                              row % case_lanes, j),
                  padded ? "y is not zeroed behind the length: padded outputs are left unwritten or computed on"
                         : "an output is left unwritten, or computed from something unwritten");
    }
  }
  return pass();
}

}  // namespace

std::vector<ConformanceCase> number_cases() {
  return {
      {"parity_with_oracle", "outputs agree with the double-precision oracle on lanes of lengths 48, 31, 0 and 17",
       parity_with_oracle},
      {"parity_over_long_sequences", "outputs agree with the oracle over 400 steps", parity_over_long_sequences,
       usual_shape},
      {"chunks_equal_the_whole", "a sequence cut into calls at random places gives what one call gives",
       chunks_equal_the_whole},
      {"every_output_is_written", "every element of y is written, with 0 behind a lane's length",
       every_output_is_written},
  };
}

}  // namespace gatewise
