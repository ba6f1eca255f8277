#ifndef GATEWISE_DATA_READERS_RAW_DATASET_HPP
#define GATEWISE_DATA_READERS_RAW_DATASET_HPP

#include "data/dataset.hpp"
#include "data/readers/name_table.hpp"

namespace gatewise {

/// What a format's reader found, before anything is learnt from train. Tokens and labels are numbers into the tables of
/// names; features and targets stand in their own units, NaN where a value is missing and the rules allow it. For
/// forecasting a sequence is a whole series, `targets` [T] the values that are to be forecast, and `history` [T] the
/// same with what is missing filled in; empty where nothing is.
struct RawDataset {
  Dataset dataset;    ///< feature_count, outputs of regression, repairs, and the sequences of files with a split
  Sequences unsplit;  ///< those that [split] has yet to deal
  NameTable words;
  NameTable labels;
};

/// Train, validation or test by its name in a description; those that are yet to be dealt for an empty name.
inline Sequences& sequences_of(RawDataset& raw, const std::string& split) {
  if (split.empty()) return raw.unsplit;
  if (split == "train") return raw.dataset.train;
  return split == "validation" ? raw.dataset.validation : raw.dataset.test;
}

}  // namespace gatewise

#endif
