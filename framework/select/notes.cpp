#include "select/notes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/units.hpp"

namespace gatewise {
namespace {

struct NamedQuantile {
  const char* name;
  double quantile;
};

constexpr NamedQuantile shown_quantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}};
constexpr double least_ticks = 10;

std::string time_text(double ns) { return format_quantity(ns, Unit::nanoseconds); }

void add_subnormals(std::vector<std::string>& notes, const Candidate& candidate) {
  if (!candidate.subnormals || !candidate.subnormals->any()) return;
  std::vector<std::string> parts;
  const auto add = [&](const SubnormalCount& found, const char* of_what) {
    if (found.count > 0) {
      parts.push_back(fmt::format("{} of {} {} ({:.2g} %)", found.count, found.of, of_what,
                                  100 * static_cast<double>(found.count) / static_cast<double>(found.of)));
    }
  };
  add(candidate.subnormals->inputs, "input values");
  add(candidate.subnormals->weights, "weights");
  add(candidate.subnormals->states, "values of the state");
  notes.push_back(fmt::format(
      "{} are subnormal numbers (nearer to zero than 1.2e-38), which slow arithmetic on many processors: set them to "
      "zero, scale the data, or use a cell that flushes them",
      fmt::join(parts, ", ")));
}

double median_of(std::vector<double> values) { return Chains{0, std::move(values)}.median_ns(); }

struct StreamingMeans {
  double step;
  double cell;
};

std::optional<StreamingMeans> streaming_means(const Candidate& candidate) {
  const LatencyFigure* streaming = candidate.latency_in("streaming");
  if (streaming == nullptr || streaming->parts.empty()) return std::nullopt;
  StreamingMeans means{0, 0};
  const auto blocks = static_cast<double>(streaming->parts.size());
  for (const StepParts& parts : streaming->parts) {
    means.step += parts.step / blocks;
    means.cell += parts.cell / blocks;
  }
  return means;
}

}  // namespace

std::vector<std::string> clock_limited(const Candidate& candidate, const std::string& scenario) {
  const LatencyFigure* latency = candidate.latency_in(scenario);
  if (latency == nullptr || candidate.tick_ns <= 0) return {};
  Histogram all;
  for (const Histogram& block : latency->step) all.add(block);
  std::vector<std::string> names;
  for (const NamedQuantile& one : shown_quantiles) {
    if (one.quantile == 0.5 && latency->has_chains()) continue;
    if (all.quantile(one.quantile) < least_ticks * candidate.tick_ns) names.emplace_back(one.name);
  }
  return names;
}

std::vector<std::string> latency_notes(const Candidate& candidate, const std::string& scenario) {
  std::vector<std::string> notes;
  if (const std::vector<std::string> names = clock_limited(candidate, scenario); !names.empty()) {
    notes.push_back(fmt::format(
        "{} {} clock-limited: below ten ticks of the clock ({} each, {} a reading); p50 and mean of streaming steps "
        "come from chains timed whole",
        fmt::join(names, ", "), names.size() == 1 ? "is" : "are", format_quantity(candidate.tick_ns, Unit::nanoseconds),
        format_quantity(candidate.clock_ns, Unit::nanoseconds)));
  }
  add_subnormals(notes, candidate);
  return notes;
}

std::vector<std::string> throughput_notes(const Candidate& candidate, const OfflineFigure& offline) {
  std::vector<std::string> notes;
  add_subnormals(notes, candidate);
  const std::optional<StreamingMeans> streaming = streaming_means(candidate);
  const std::optional<OfflineStep> parts = offline_step(offline);
  if (!streaming || !parts) return notes;
  const double step_ns = 1e9 / mean_interval(offline.steps_per_second).value;
  if (step_ns <= streaming->step) return notes;
  const double middle_ns = 1e9 / median_of(offline.steps_per_second);
  if (middle_ns <= streaming->step) {
    notes.push_back(
        fmt::format("a step takes {} in the mean, {} alone: some blocks were interrupted, in the middle one it takes "
                    "{}; keep other "
                    "work off the machine",
                    time_text(step_ns), time_text(streaming->step), time_text(middle_ns)));
    return notes;
  }
  notes.push_back(fmt::format(
      "a step takes {} side by side with others, {} alone: its cells take {} instead of {}, {:.1f} % of the steps are "
      "padding, loading takes {}, and the head {}; another batch size may pay, or streaming",
      time_text(middle_ns), time_text(streaming->step), time_text(parts->cells_ns), time_text(streaming->cell),
      100 * offline.padded_share, time_text(parts->load_ns), time_text(parts->head_ns)));
  return notes;
}

std::optional<OfflineStep> offline_step(const OfflineFigure& offline) {
  std::vector<double> load, cells, head;
  for (const OfflineParts& block : offline.parts) {
    if (block.steps == 0) continue;
    const auto a_step = [&](std::int64_t ns) { return static_cast<double>(ns) / static_cast<double>(block.steps); };
    load.push_back(a_step(block.load_ns));
    cells.push_back(a_step(block.cells_ns));
    head.push_back(a_step(block.head_ns));
  }
  if (cells.empty()) return std::nullopt;
  return OfflineStep{median_of(std::move(load)), median_of(std::move(cells)), median_of(std::move(head))};
}

}  // namespace gatewise
