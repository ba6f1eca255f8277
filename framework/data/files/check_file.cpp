#include "data/files/check_file.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"

namespace gatewise {

std::string check_file(const std::filesystem::path& path, const DataFile& file, const std::string& remedy) {
  std::uint64_t bytes = 0;
  try {
    require_regular_file(path);
    bytes = std::filesystem::file_size(path);
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}; {}", error.what(), remedy));
  }
  std::string found = sha256_of_file(path);
  const std::string sizes = file.bytes == 0 ? "" : fmt::format(" in {} bytes", file.bytes);
  const bool right = file.sha256.empty() || found == file.sha256;
  if (right && (file.bytes == 0 || bytes == file.bytes)) return found;
  throw InputError(fmt::format("{}: wrong bytes: found sha256 {} in {} bytes, expected {}{}; {}", path.string(), found,
                               bytes, file.sha256.empty() ? "any" : file.sha256, sizes, remedy));
}

}  // namespace gatewise
