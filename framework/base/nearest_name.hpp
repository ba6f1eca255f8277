#ifndef GATEWISE_BASE_NEAREST_NAME_HPP
#define GATEWISE_BASE_NEAREST_NAME_HPP

#include <string>
#include <string_view>
#include <vector>

namespace gatewise {

/// The name with the fewest edits (Levenshtein 1966) from `wrong`; empty where none is within a third of its length, or
/// two edits.
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names);

/// "; did you mean 'x'?", or "; known: a, b, c" where nothing is near.
std::string suggestion(std::string_view wrong, const std::vector<std::string>& names);

}  // namespace gatewise

#endif
