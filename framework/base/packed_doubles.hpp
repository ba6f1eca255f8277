#ifndef GATEWISE_BASE_PACKED_DOUBLES_HPP
#define GATEWISE_BASE_PACKED_DOUBLES_HPP

#include <string>
#include <vector>

namespace gatewise {

/// Base64 (RFC 4648) of the values as little-endian f64: half the size of their decimals, exact, and read many times as
/// fast.
std::string pack_doubles(const std::vector<double>& values);

/// Throws std::runtime_error where the text is no such thing.
std::vector<double> unpack_doubles(const std::string& text);

}  // namespace gatewise

#endif
