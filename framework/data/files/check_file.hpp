#ifndef GATEWISE_DATA_FILES_CHECK_FILE_HPP
#define GATEWISE_DATA_FILES_CHECK_FILE_HPP

#include <filesystem>
#include <string>

#include "data/description/description.hpp"

namespace gatewise {

/// Throws InputError unless the file is there with the size and the sha256, of which the description may say either.
/// The message names the path, what is expected, what is found, and `remedy`. Returns the sha256 found.
std::string check_file(const std::filesystem::path& path, const DataFile& file, const std::string& remedy);

}  // namespace gatewise

#endif
