#ifndef GATEWISE_DATA_DATASET_HPP
#define GATEWISE_DATA_DATASET_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "data/repair.hpp"
#include "data/synthetic_task.hpp"
#include "data/task.hpp"

namespace gatewise {

/// One example: T steps of dense features or of tokens, and what is asked of them. Numbers of the files stay double: a
/// float has steps of 128 at 1.7e9, where a counter may have steps of 12.
struct Sequence {
  std::int64_t length = 0;             ///< T
  std::vector<double> values{};        ///< [T, F] as the files have them, until they are standardised; then empty
  std::vector<float> features{};       ///< [T, F], standardised; empty where the input is tokens
  std::vector<std::int32_t> tokens{};  ///< [T]; empty where the input is dense
  std::vector<std::int32_t> words{};  ///< [T] which spelling it was before rare ones became one token: for floors alone
  std::vector<std::int32_t> labels{};  ///< classification: [1]; labelling: [T], -1 asks nothing; else empty
  std::vector<double> targets{};       ///< forecasting, sequence regression: [K]; step regression: [T, K], where NaN
                                       ///< asks nothing; in the target's own unit
  std::vector<double> offsets{};       ///< forecasting: [K] the forecast that a model's answer is to improve on
  double scale = 1;                    ///< forecasting: the series' own unit of the difference from it
  double naive_error = 0;              ///< forecasting: the seasonal naive forecast's mean error before the window; 0:
                                       ///< there is none
  std::vector<double> history{};       ///< forecasting: the target before the forecast, in its own unit: the context,
                                       ///< or a season where that is longer
  std::string group{};                 ///< sequences of one group never stand on two sides of a split
};

using Sequences = std::vector<Sequence>;

/// A dataset ready for training and measuring.
struct Dataset {
  std::string id;
  std::string title;
  std::string licence;
  Task task = Task::sequence_classification;
  std::int64_t feature_count = 0;    ///< F; 0 where the input is tokens
  std::int64_t vocabulary = 0;       ///< tokens, the reserved ones included; 0 where the input is dense
  std::vector<std::string> words;    ///< [vocabulary]: each token's name; the reserved ones come first
  std::int64_t outputs = 0;          ///< width of a model's answer: classes, labels or K
  std::vector<std::string> classes;  ///< names of classes or labels; empty where numbers are asked for
  std::int64_t unseen_classes = 0;   ///< so many of `classes`, the last ones, do not occur in train
  std::int32_t negative_class = -1;  ///< the class that micro_f1 does not count; -1: none
  bool entity_tags = false;          ///< all labels are "O" or a position and a type, such as "B-artist"
  std::string target;                ///< forecasting: the column
  std::int64_t ahead = 1;            ///< forecasting: the first step asked for; 1 is the one that follows the context
  std::int64_t target_window = 1;    ///< forecasting: steps that one target is the mean of
  std::int64_t season = 0;           ///< forecasting: steps of a season; 0: none
  std::vector<double> target_mean;   ///< [K] of what is asked for in train: the target, or its difference_from_offset
  std::vector<double> target_scale;  ///< [K] the standard deviation of the same; a model answers (asked - mean) / scale
  double step_seconds = 0;           ///< the workload's period; 0 where it has none
  std::vector<std::string> feature_names;  ///< the first features' columns; the others have none
  std::vector<std::string> target_names;   ///< the same of what regression asks for
  std::vector<double> feature_mean;        ///< [F], of train
  std::vector<double> feature_scale;       ///< [F], of train
  Sequences train, validation, test;
  RepairLog repairs;        ///< what was met in the files and left out, mended or kept
  SyntheticTask synthetic;  ///< what the dataset was made as; of no kind where it comes from files
  std::string sha256;       ///< of all that determines the contents: description and files
};

/// "'load'", or "3 of 5" where its column has no name.
std::string feature_name(const Dataset& dataset, std::size_t feature);
std::string target_name(const Dataset& dataset, std::size_t output);

/// Lengths of the sequences, in order.
std::vector<std::int64_t> lengths_of(const Sequences& sequences);

/// What a forecast adds to the sequence's offset, in the series' own unit; of a regression the target itself.
double difference_from_offset(const Sequence& sequence, std::size_t k, double target);

/// The answer of output k in the target's own unit, and back:
/// target = offset + (mean + answer * deviation) * the series' own unit.
double target_of_answer(const Dataset& dataset, const Sequence& sequence, std::size_t k, double answer);
double answer_of_target(const Dataset& dataset, const Sequence& sequence, std::size_t k, double target);

}  // namespace gatewise

#endif
