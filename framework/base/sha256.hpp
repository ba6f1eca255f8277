#ifndef GATEWISE_BASE_SHA256_HPP
#define GATEWISE_BASE_SHA256_HPP

#include <filesystem>
#include <string>
#include <string_view>

namespace gatewise {

/// Lower-case hexadecimal SHA-256 (FIPS 180-4) of the bytes.
std::string sha256(std::string_view bytes);

/// The same of a file's contents. Throws InputError where it can't be read.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace gatewise

#endif
