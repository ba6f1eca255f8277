#ifndef GATEWISE_JOURNAL_RECORDED_SIZES_HPP
#define GATEWISE_JOURNAL_RECORDED_SIZES_HPP

#include <vector>

#include "journal/journal.hpp"
#include "suite/size_search.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// As a run's journal knows them, by this very rule; those that it does not know are in trouble. Nothing is solved for.
std::vector<SolvedSize> read_sizes(const Suite& suite, const Journal& journal);

/// What a record of kind "size" says; its trouble where it is not "ok".
SolvedSize size_of(const Record& record, const Architecture& architecture);

}  // namespace gatewise

#endif
