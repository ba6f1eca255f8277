// Tasks made from a seed, whose best answer without memory is known in closed form.
#ifndef GATEWISE_DATA_SYNTHETIC_HPP
#define GATEWISE_DATA_SYNTHETIC_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// "adding" (Hochreiter and Schmidhuber 1997): features [T, 2], a number drawn from [0, 1) and a mark, which stands at
/// one step of each half; asked is the sum of the two marked numbers. Answering 1 always has a mean squared error of
/// 1/6.
///
/// "copy" (Arjovsky et al. 2016): `slots` symbols, `length` - 1 blanks, a sign, and `slots` blanks, during which the
/// symbols are asked for in order; the blank is asked for before. T = length + 2 slots, one-hot input [T, symbols + 2].
/// Answering the blank, and any symbol alike at the end, has a cross-entropy of slots ln(symbols) / T nats a step.
///
/// "recall": symbols at each of T = length steps, one of which, within the first tenth, bears a mark; asked is that one
/// at the end. One-hot input [T, symbols + 1], the mark last. Guessing is right 1 / symbols of the time, and what the
/// sequence holds of each symbol says little.
void make_synthetic(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                    RawDataset& raw);

}  // namespace gatewise

#endif
