#ifndef GATEWISE_DATA_CHECK_FILE_HPP
#define GATEWISE_DATA_CHECK_FILE_HPP

#include <filesystem>
#include <string>

#include "data/description.hpp"

namespace gatewise {

/// Throws InputError unless the file is there with the size (where the description says one) and the sha256 that the
/// description says. The message names the path, what is expected, what is found, and `remedy`.
void check_file(const std::filesystem::path& path, const DataFile& file, const std::string& remedy);

}  // namespace gatewise

#endif
