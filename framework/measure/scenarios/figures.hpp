// What the blocks of a cost record make of one candidate, scenario by scenario.
#ifndef GATEWISE_MEASURE_SCENARIOS_FIGURES_HPP
#define GATEWISE_MEASURE_SCENARIOS_FIGURES_HPP

#include <any>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "measure/scenarios/offline/offline.hpp"
#include "measure/scenarios/streaming/streaming.hpp"
#include "measure/statistics/histogram.hpp"
#include "measure/statistics/interval.hpp"

namespace gatewise {

/// Latencies of a candidate in one scenario: a histogram for each interleaved block; a part of the stream each for the
/// soak test.
struct LatencyFigure {
  std::vector<Histogram> step;
  std::vector<Histogram> cell;      ///< streaming, up to version 0.7: of the cells alone
  std::vector<Chains> step_chains;  ///< streaming: the middle of its steps; records up to version 0.7 have none
  std::vector<Chains> cell_chains;  ///< of the cells alone
  std::vector<StepParts> parts;     ///< streaming: means of what a step is made of
  std::int64_t samples = 0;
  double max_ns = 0;

  /// Adds the histogram of a block.
  void add(const Histogram& block);
  /// Whether its p50 and its mean come from chains.
  bool has_chains() const { return !step_chains.empty() && step_chains.size() == step.size(); }
  /// The p50 of steps, and of the cells alone: from chains, where there are any. Empty where nothing was measured.
  Interval middle() const;
  std::optional<Interval> cell_middle() const;
  /// Each block's own p50.
  std::vector<double> block_middles() const;
};

/// Offline throughput of a candidate with one batching strategy: its rate in each interleaved block.
struct OfflineFigure {
  std::string batching;
  std::vector<double> steps_per_second;
  std::vector<double> sequences_per_second;
  double padded_share = 0;
  std::int64_t steps = 0;                ///< in all blocks
  std::vector<OfflineParts> parts = {};  ///< [blocks]; empty where the record does not say
};

/// A candidate's figures in all scenarios that it was measured in.
struct ScenarioFigures {
  std::map<std::string, LatencyFigure> latency;       ///< by scenario
  std::map<std::string, std::vector<double>> series;  ///< by metric path: other figures, one value a block; a single
                                                      ///< value is exact
  std::vector<OfflineFigure> offline;     ///< in the suite's order, the one that ranks first; empty: not measured
  std::map<std::string, std::any> found;  ///< by scenario: what its own folder reads, judges and shows
  std::int64_t delay_steps = 0;           ///< that an answer lags behind its input
  double delay_ns = 0;                    ///< from an input to its label, at the workload's period; 0 where it has none

  /// Null where the scenario was not measured.
  const LatencyFigure* latency_in(const std::string& scenario) const;
  /// The first value of a series; empty where there is none.
  std::optional<double> value_of(const std::string& path) const;
  /// A scenario's own finding; null where it has none.
  template <class Finding>
  const Finding* finding() const {
    const auto entry = found.find(Finding::scenario);
    return entry == found.end() ? nullptr : std::any_cast<Finding>(&entry->second);
  }
  /// The same to be written; made where there is none.
  template <class Finding>
  Finding& finding_to_write() {
    return std::any_cast<Finding&>(found.try_emplace(Finding::scenario, Finding()).first->second);
  }
};

/// Why figures may not be believed.
struct Reasons {
  std::vector<std::string> indicative;
  std::vector<std::string> invalid;
};

}  // namespace gatewise

#endif
