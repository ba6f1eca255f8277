#ifndef GATEWISE_DATA_DATASET_FWD_HPP
#define GATEWISE_DATA_DATASET_FWD_HPP

#include <vector>

namespace gatewise {

struct Dataset;
struct Sequence;
using Sequences = std::vector<Sequence>;

}  // namespace gatewise

#endif
