#ifndef GATEWISE_SELECT_EVIDENCE_HPP
#define GATEWISE_SELECT_EVIDENCE_HPP

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.hpp"
#include "measure/limits/machine_limits.hpp"
#include "measure/machine/disturbances.hpp"
#include "measure/parity/parity.hpp"
#include "measure/scenarios/figures.hpp"
#include "measure/statistics/interval.hpp"
#include "measure/subnormals.hpp"
#include "select/tuning.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// One quality metric on one split: its values by seed and the bootstrap's draws by seed (the same draws of sequences
/// for every model).
struct QualitySample {
  std::vector<double> by_seed;
  std::vector<std::vector<double>> draws;         ///< [seeds][draws]
  std::size_t units = 0;                          ///< groups or sequences that the draws were taken from; 0: not said
  std::size_t asked = 0;                          ///< labels or numbers that were asked for; 0: not said
  std::vector<double> unit_asked{};               ///< a share of not too many units: what each was asked
  std::vector<std::vector<double>> unit_right{};  ///< [seeds][groups] and how much of it was right
};

/// Which training ships, and among how many its score chose it.
struct Choice {
  std::size_t training = 0;
  std::size_t among = 1;  ///< itself and those that scored worse: where all score alike, nothing was chosen by score
};

/// A score on one split, of both things that it can be of (select/quality_interval.hpp).
struct Score {
  Interval recipe;    ///< the mean over trainings, and what other trainings may differ by
  Interval artifact;  ///< the one training that validation chose: what ships
};

/// One quality metric of a candidate.
struct QualityFigure {
  Better better = Better::more;
  QualitySample validation;  ///< what the choice is made on
  QualitySample test;        ///< what the report quotes
  Score validation_score;
  Score test_score;
};

/// What is known of a candidate.
struct Candidate : ScenarioFigures {
  CandidateName name;
  std::string id;
  std::string status = "passed";  ///< passed, mistrusted, failed, unsupported, pruned
  std::string stage;
  std::string reason;
  std::string mode = "streaming";  ///< how its quality was measured; "offline" for a bidirectional one
  std::optional<std::int64_t> parameters;
  std::optional<Parity> parity;
  Json plugin;  ///< id, version, library, sha256
  Json cell;    ///< implementation, precision, isa, threads, ...
  std::optional<double> file_bytes;
  std::map<std::string, QualityFigure> quality;
  Choice artifact;                           ///< which of the suite's trainings is the best on validation: what ships
  std::string streaming_reason;              ///< why there is no latency
  std::map<std::string, Disturbances> seen;  ///< by the measuring child over all blocks, by scenario
  double clock_ns = 0;  ///< what a reading of the clock took its child: part of every step that was timed singly
  double tick_ns = 0;   ///< by which the clock advances; 0: the record does not say
  /// The time that reading a step's parameters takes: the median over the rounds of its session, in each of which the
  /// probe of these bytes had a turn. Up to version 0.7: the least that was seen.
  std::optional<double> pass_ns;
  std::vector<double> passes;                  ///< [blocks] of each round; empty where a round has none
  double step_bytes = 0;                       ///< of these parameters
  std::string no_instructions;                 ///< why instructions were not counted
  std::shared_ptr<const Candidate> confirmed;  ///< the cost of a finalist measured afresh, after it was chosen
  std::optional<Subnormals> subnormals;        ///< in what its steps work on; empty: the record does not say
  bool pinned = false;                         ///< whether its child had a core of its own
  std::string session;                         ///< which cost session measured it: blocks of one session are paired
  std::vector<std::int64_t> launches;          ///< [blocks] by which start of its process each was measured
  std::int64_t sittings = 1;                   ///< in how many pieces: more than one where it was interrupted
  std::size_t sessions = 1;                    ///< that the cost of all candidates on this host took
  std::vector<std::string> cuts;               ///< what training was denied
  std::vector<std::string> retries;            ///< trainings that diverged and were taken up at a lower rate
};

/// The score that needs no recurrence: the best of the dataset's floors for one metric.
struct FloorFigure {
  std::string name;
  QualitySample validation;  ///< one "seed": a rule without chance
  double test = 0;
};

/// One training that ended.
struct TrainingFigure {
  Architecture architecture;
  std::int64_t seed = 0;
  Json result;  ///< as the journal has it
};

/// All that a ranking and a report are made from, as one host class sees it: the journal's newest records about the
/// suite's own candidates; trainings and quality from wherever they were done, cost from this host class alone.
struct Evidence {
  Suite suite;
  std::string suite_argument;                 ///< the suite as the command line named it
  Json dataset;                               ///< the dataset record's result; null where it failed
  Json environment;                           ///< of the host class
  std::map<std::string, FloorFigure> floors;  ///< by metric
  std::string unfitted_floor;  ///< a floor that an output gave no rows to learn from, and can't be beaten; empty: none
  std::vector<Candidate> candidates;
  std::vector<TrainingFigure> trainings;
  std::map<std::string, Tuning> tunings;         ///< by architecture
  std::map<std::string, double> harness_floors;  ///< p50 of the cell that does nothing, in ns, by scenario
  std::vector<StepParts> floor_parts;            ///< of the cell that does nothing, by block
  std::optional<double> clock_ns;
  std::optional<double> tick_ns;
  std::optional<MachineLimits> limits;
  std::vector<std::string> complaints;  ///< records that all candidates share, and that can't be used
  Scenarios scenarios;                  ///< the suite's, with the dataset's period
};

/// One for each host class that has measured cost, the one with the most records first; never empty. `environment` is
/// of the machine that the run was last at: what stands for a host class that the journal says nothing of.
std::vector<Evidence> gather(const Suite& suite, const Journal& journal, const Json& environment);

}  // namespace gatewise

#endif
