#ifndef GATEWISE_BASE_TOML_BOUNDS_HPP
#define GATEWISE_BASE_TOML_BOUNDS_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace gatewise {

inline constexpr std::size_t most_toml_bytes = std::size_t{16} << 20;
inline constexpr std::size_t most_toml_depth = 32;  ///< of brackets, and of a dotted key's parts

/// Looks over a TOML text before it is parsed: parsing, reading and freeing take a stack as deep as it is nested.
/// Throws InputError "name:line: ..." with the number and its limit. What is no TOML may pass: the parser refuses it.
void check_toml_bounds(std::string_view text, const std::string& name);

}  // namespace gatewise

#endif
