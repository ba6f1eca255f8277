#ifndef GATEWISE_DATA_READERS_NUMPY_READER_HPP
#define GATEWISE_DATA_READERS_NUMPY_READER_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// Format "numpy": arrays of sequences, the files' own order kept. A file "*.npz" holds all arrays of its sequences,
/// under the names that description.arrays gives; any other file is one .npy (or .npy.gz), whose role says which array
/// it is ("x", "y", "lengths", "groups"; an empty one is "x"), and those of one split belong together.
///
/// x [N,T,I], or [N,T] for one feature: N sequences of at most T steps; all files have the same I. Values behind a
/// sequence's length are not looked at. lengths [N]: steps of each, 0 to T; without it all have T. groups [N]: numbers
/// or text. With arrays.one_each a sequence is an array of its own, [T,I] or [T]: in an .npz all but y, lengths and
/// groups, in natural order of their names (x2 before x10), and else the files of role "x" as listed; lengths is not
/// read.
///
/// y is, by task: sequence classification, labels [N]; token labelling, labels [N,T]; sequence regression, targets [N]
/// or [N,K]; step regression, [N,T] or [N,T,K]. Labels are text or whole numbers. Forecasting reads no y: the targets
/// [T] are the last feature.
///
/// An .npz may have no lengths under the name "lengths"; every other array that is named must be there. A sequence
/// without a step is treated as repair.empty says, a value of x or of targets that is no finite number as
/// repair.missing says. Throws InputError "file: array: problem" or "file: array[n,t,i]: problem".
void read_numpy(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                RawDataset& raw);

}  // namespace gatewise

#endif
