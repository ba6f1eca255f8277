// From a suite that says what its architectures may come to, to one that says how wide they are.
#ifndef GATEWISE_SUITE_SIZES_HPP
#define GATEWISE_SUITE_SIZES_HPP

#include <string>
#include <vector>

#include "suite/size_search.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// The backend that the rule is held against for an architecture: the rule's own, or where that has no cells of the
/// family the first of the suite's that has.
Backend size_backend(const Suite& suite, const Architecture& architecture);

/// Gives each architecture its size; one that has none keeps 0.
void apply_sizes(Suite& suite, std::vector<SolvedSize> sizes);

/// Whether sizes are still to be measured.
bool has_open_sizes(const Suite& suite);

/// Throws InputError where sizes are still to be measured: `verb` needs them given.
void require_sizes(const Suite& suite, const std::string& verb);

/// "gatewise: <place>: ... the smallest lstm-l1 ...": not even the smallest size is within the limit.
[[noreturn]] void refuse_size(const SizeRule& rule, const SolvedSize& size);

}  // namespace gatewise

#endif
