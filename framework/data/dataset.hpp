#ifndef GATEWISE_DATA_DATASET_HPP
#define GATEWISE_DATA_DATASET_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "data/task.hpp"

namespace gatewise {

/// One example: T steps of dense features or of tokens, and what is asked of them.
struct Sequence {
  std::int64_t length = 0;             ///< T
  std::vector<float> features{};       ///< [T, F], standardised; empty where the input is tokens
  std::vector<std::int32_t> tokens{};  ///< [T]; empty where the input is dense
  std::vector<std::int32_t> words{};   ///< [T] which word it was before rare ones became one token: for floors alone
  std::vector<std::int32_t> labels{};  ///< classification: [1]; labelling: [T], -1 asks nothing; forecasting: empty
  std::vector<float> targets{};        ///< forecasting: [K], in the target's own unit
  std::vector<float> offsets{};        ///< forecasting: [K]; a model answers (target - offset) / target_scale
  std::vector<float> recent{};         ///< forecasting: the target column over the context [T], in its own unit
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
  std::vector<std::string> classes;  ///< names of classes or labels; empty for forecasting
  std::int64_t unseen_classes = 0;   ///< so many of `classes`, the last ones, do not occur in train
  bool entity_tags = false;          ///< all labels are "O" or a position and a type, such as "B-artist"
  std::string target;                ///< forecasting: the column
  std::int64_t target_window = 1;    ///< forecasting: steps that one target is the mean of
  float target_scale = 1;            ///< forecasting: standard deviation of (target - offset) on train
  std::int64_t left_out = 0;         ///< sequences shorter than the description's least_length
  double step_seconds = 0;           ///< the workload's period; 0 where it has none
  std::vector<float> feature_mean;   ///< [F], of train
  std::vector<float> feature_scale;  ///< [F], of train
  Sequences train, validation, test;
  std::string sha256;  ///< of all that determines the contents: description and files
};

/// Lengths of the sequences, in order.
std::vector<std::int64_t> lengths_of(const Sequences& sequences);

}  // namespace gatewise

#endif
