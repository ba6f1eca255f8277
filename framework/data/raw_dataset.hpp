#ifndef GATEWISE_DATA_RAW_DATASET_HPP
#define GATEWISE_DATA_RAW_DATASET_HPP

#include "data/dataset.hpp"
#include "data/name_table.hpp"

namespace gatewise {

/// What a format's reader found, before anything is learnt from train. Tokens and labels are numbers into the tables of
/// names; features stand in their own units.
struct RawDataset {
  Dataset dataset;    ///< feature_count, and the sequences of files that belong to a split
  Sequences unsplit;  ///< those that [split] has yet to deal; left empty by formats whose files belong to splits
  NameTable words;
  NameTable labels;
};

/// Train, validation or test by its name in a description.
inline Sequences& split_named(Dataset& dataset, const std::string& name) {
  if (name == "train") return dataset.train;
  return name == "validation" ? dataset.validation : dataset.test;
}

}  // namespace gatewise

#endif
