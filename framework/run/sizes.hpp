// From a suite that says what its architectures may come to, to one that says how wide they are.
#ifndef GATEWISE_RUN_SIZES_HPP
#define GATEWISE_RUN_SIZES_HPP

#include <string>
#include <vector>

#include "data/dataset_fwd.hpp"
#include "run/journal.hpp"
#include "run/size_search.hpp"
#include "run/suite.hpp"

namespace gatewise {

/// The backend that the rule is held against for an architecture: the rule's own, or where that has no cells of the
/// family the first of the suite's that has.
Backend size_backend(const Suite& suite, const Architecture& architecture);

/// The sizes by a rule that needs no measurement, for the suite's architectures. Throws InputError with the place of
/// `max` where the smallest is over it.
std::vector<SolvedSize> solve_sizes(const Suite& suite, const Dataset& dataset);

/// Gives each architecture its size; one that has none keeps 0.
void apply_sizes(Suite& suite, std::vector<SolvedSize> sizes);

/// Whether sizes are still to be measured.
bool has_open_sizes(const Suite& suite);

/// Throws InputError where sizes are still to be measured: `verb` needs them given.
void require_sizes(const Suite& suite, const std::string& verb);

/// As a run's journal knows them, by this very rule; those that it does not know are in trouble. Nothing is solved for.
std::vector<SolvedSize> read_sizes(const Suite& suite, const Journal& journal);

/// What a record of kind "size" says; its trouble where it is not "ok".
SolvedSize size_of(const Record& record, const Architecture& architecture);

/// "gatewise: <place>: ... the smallest lstm-l1 ...": not even the smallest size is within the limit.
[[noreturn]] void refuse_size(const SizeRule& rule, const SolvedSize& size);

}  // namespace gatewise

#endif
