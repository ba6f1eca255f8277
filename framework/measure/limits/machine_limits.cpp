#include "measure/limits/machine_limits.hpp"

#include <algorithm>
#include <list>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "measure/limits/probe_kernels.hpp"
#include "measure/limits/stream_probe.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t most_memory = std::int64_t{256} << 20;
constexpr std::int64_t bandwidth_budget_ns = 10'000'000;
constexpr int bandwidth_rounds = 5;
constexpr std::int64_t peak_rounds = 20'000;  // times ten instructions: some 50 µs
constexpr int peak_repetitions = 200;

std::vector<MachineLimits::Bandwidth> measure_bandwidths() {
  const std::vector<WorkingSet> sets = working_sets(known_caches());
  const ClockError clock = measure_clock_error();
  std::list<StreamProbe> probes;
  std::vector<MachineLimits::Bandwidth> bandwidths;
  for (const WorkingSet& set : sets) {
    probes.emplace_back(Arithmetic::f32, static_cast<std::size_t>(set.bytes), clock);
    bandwidths.push_back({set.level, set.bytes, 0});
  }
  // Round after round, so that what disturbs the machine for a moment doesn't make one level slow.
  for (int round = 0; round < bandwidth_rounds; ++round) {
    auto probe = probes.begin();
    for (MachineLimits::Bandwidth& bandwidth : bandwidths) {
      const double rate = static_cast<double>(bandwidth.bytes) / probe++->pass_ns(bandwidth_budget_ns) * 1e9;
      bandwidth.bytes_per_second = std::max(bandwidth.bytes_per_second, rate);
    }
  }
  return bandwidths;
}

double operations_per_second(const PeakKernel& kernel) {
  const std::int64_t begin = now_ns();
  kernel.run(peak_rounds);
  return static_cast<double>(kernel.operations * peak_rounds) / static_cast<double>(now_ns() - begin) * 1e9;
}

/// The fastest kernel of an arithmetic. bf16 that has no instruction is converted, and multiplied as f32.
MachineLimits::Peak best_of(Arithmetic arithmetic, const std::vector<double>& rates) {
  const std::vector<PeakKernel>& kernels = probe_kernels().peaks;
  MachineLimits::Peak best{arithmetic_name(arithmetic), "", 0};
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    if (kernels[i].arithmetic != arithmetic || rates[i] <= best.operations_per_second) continue;
    best.isa = kernels[i].isa;
    best.operations_per_second = rates[i];
  }
  if (!best.isa.empty() || arithmetic != Arithmetic::bf16) return best;
  best = best_of(Arithmetic::f32, rates);
  best.arithmetic = arithmetic_name(arithmetic);
  return best;
}

std::vector<MachineLimits::Peak> measure_peaks() {
  const std::vector<PeakKernel>& kernels = probe_kernels().peaks;
  std::vector<double> rates(kernels.size(), 0);
  for (int repetition = 0; repetition < peak_repetitions; ++repetition)
    for (std::size_t i = 0; i < kernels.size(); ++i) rates[i] = std::max(rates[i], operations_per_second(kernels[i]));
  return {best_of(Arithmetic::f32, rates), best_of(Arithmetic::bf16, rates), best_of(Arithmetic::int8, rates)};
}

}  // namespace

double MachineLimits::peak_of(Arithmetic arithmetic) const {
  for (const Peak& peak : peaks)
    if (peak.arithmetic == arithmetic_name(arithmetic)) return peak.operations_per_second;
  return 0;
}

std::vector<WorkingSet> working_sets(const std::vector<Cache>& caches) {
  std::vector<WorkingSet> sets;
  std::int64_t last = 0;
  for (const Cache& cache : caches) {
    if (cache.bytes == 0) continue;
    const bool own = cache.name == "L1d" || cache.name == "L2";
    const std::int64_t shared = std::max(cache.bytes / 4, std::min(2 * last, cache.bytes / 2));
    sets.push_back({cache.name, own ? cache.bytes / 2 : shared});
    last = cache.bytes;
  }
  sets.push_back({"memory", last == 0 ? most_memory : std::min(4 * last, most_memory)});
  return sets;
}

MachineLimits measure_limits() { return {measure_bandwidths(), measure_peaks()}; }

void to_json(Json& json, const MachineLimits& limits) {
  json = {{"bandwidths", Json::array()}, {"peaks", Json::array()}};
  for (const MachineLimits::Bandwidth& b : limits.bandwidths)
    json["bandwidths"].push_back({{"level", b.level}, {"bytes", b.bytes}, {"bytes_per_second", b.bytes_per_second}});
  for (const MachineLimits::Peak& p : limits.peaks)
    json["peaks"].push_back(
        {{"arithmetic", p.arithmetic}, {"isa", p.isa}, {"operations_per_second", p.operations_per_second}});
}

void from_json(const Json& json, MachineLimits& limits) {
  limits = {};
  for (const Json& b : member_of(json, "bandwidths"))
    limits.bandwidths.push_back({text_at(b, "level"), count_at(b, "bytes"), amount_at(b, "bytes_per_second")});
  for (const Json& p : member_of(json, "peaks"))
    limits.peaks.push_back({text_at(p, "arithmetic"), text_at(p, "isa"), amount_at(p, "operations_per_second")});
}

}  // namespace gatewise
