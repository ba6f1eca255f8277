// What the checks of a plugin's tables share.
#ifndef GATEWISE_HOST_REFUSAL_HPP
#define GATEWISE_HOST_REFUSAL_HPP

#include <filesystem>
#include <string>

namespace gatewise {

/// Throws InputError that names the plugin's file.
[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& reason);

/// Lower-case letters, digits and '_', a letter first.
bool is_id(const char* text);

/// "" for NULL.
std::string text_of(const char* text);

/// The library that code lies in.
std::string library_of(const void* function);

/// Whether code lies in the library that it claims to be from: with default visibility, another plugin's may answer in
/// its place.
bool lies_in(const std::filesystem::path& file, const void* function);

}  // namespace gatewise

#endif
