#ifndef GATEWISE_CLI_DATA_REPORT_HPP
#define GATEWISE_CLI_DATA_REPORT_HPP

#include "data/dataset_fwd.hpp"

namespace gatewise {

/// Prints what a dataset holds: splits, lengths, classes, vocabulary, padding and floors.
void print_dataset(const Dataset& dataset);

}  // namespace gatewise

#endif
