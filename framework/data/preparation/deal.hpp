// How sequences come to train, validation and test.
#ifndef GATEWISE_DATA_PREPARATION_DEAL_HPP
#define GATEWISE_DATA_PREPARATION_DEAL_HPP

#include "data/dataset_fwd.hpp"
#include "data/description/description.hpp"

namespace gatewise {

/// Whether the rule parts each series by its rows, not one sequence from another.
bool deals_rows(const SplitRule& rule);

/// Deals whole groups or single sequences to test, validation and train by a seeded shuffle; "every" takes each
/// `every`-th sequence for test and a seeded share of the others for validation. The order of sequences within a split
/// is kept. Each share is rounded to whole units, at least one.
void deal_sequences(Sequences sequences, const SplitRule& rule, Dataset& dataset);

/// Moves a share of train to validation by a seeded shuffle: whole groups, or single sequences. The share is rounded to
/// whole ones, at least one; the order of sequences is kept on both sides.
void carve_validation(const SplitRule& rule, Dataset& dataset);

/// Rows [begin, end) of a series.
struct RowRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// Which rows of a series of `rows` belong to which split: shares in order of time, the ranges given, or, by "end", the
/// last `horizon` rows to test and the `horizon` before them to validation.
struct SplitRows {
  RowRange train, validation, test;
};
SplitRows split_rows(const SplitRule& rule, std::int64_t rows, std::int64_t horizon);

/// Cuts each sequence of a task that asks something at every step into its parts by rows.
void deal_rows_of(const Sequences& sequences, const SplitRule& rule, Dataset& dataset);

/// Steps [begin, end) of a sequence of a task that asks something at every step.
Sequence piece_of(const Sequence& sequence, RowRange range, const Dataset& dataset);

}  // namespace gatewise

#endif
