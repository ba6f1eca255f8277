// The rules that floors are made of. Each is fitted on train alone.
#ifndef GATEWISE_QUALITY_FLOOR_RULES_HPP
#define GATEWISE_QUALITY_FLOOR_RULES_HPP

#include <functional>
#include <string>
#include <vector>

#include "data/dataset_fwd.hpp"

namespace gatewise {

/// A rule's raw answers to one sequence, as a model would give them: [O], or [T, O].
using Rule = std::function<std::vector<float>(const Sequence&)>;

/// What a rule was fitted on, output by output: a row whose target of an output is missing teaches the others alone.
struct FitRows {
  std::size_t rows = 0;                ///< of train that it could learn from
  std::vector<std::size_t> used = {};  ///< [K]
};

struct NamedRule {
  std::string name;
  Rule rule;
  FitRows fit = {};  ///< of no output where nothing is fitted row by row
};

/// "majority class" or "most frequent label"; of tokens "bag of words" or "most frequent label per token"; of dense
/// input "softmax on the mean frame" and "... on 8 segment means", or "softmax on the frame".
std::vector<NamedRule> label_rules(const Dataset& dataset);

/// "mean"; "linear on the mean frame" and "... on 8 segment means" for a sequence; "linear on the frame" and "... on
/// the last 8 frames" for each step.
std::vector<NamedRule> regression_rules(const Dataset& dataset);

/// "last value", "mean of the last window", "last season" where there is one, "linear autoregression".
std::vector<NamedRule> forecast_rules(const Dataset& dataset);

/// "always 1"; "blanks, then any symbol"; "any symbol": the trivial answer to a synthetic task.
NamedRule trivial_rule(const Dataset& dataset);

/// Into how many parts the strongest rule on frames cuts a sequence.
inline constexpr std::int64_t floor_segments = 8;

/// Means of F features over `segments` parts of the sequence in order, [segments * F]; parts of a sequence that is
/// shorter than them share steps.
std::vector<float> segment_means(const Sequence& sequence, std::size_t width, std::int64_t segments);

}  // namespace gatewise

#endif
