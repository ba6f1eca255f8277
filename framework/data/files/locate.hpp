#ifndef GATEWISE_DATA_FILES_LOCATE_HPP
#define GATEWISE_DATA_FILES_LOCATE_HPP

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "data/description/description.hpp"
#include "data/files/download.hpp"

namespace gatewise {

/// Where the files of datasets may come from.
struct DataSource {
  std::filesystem::path cache;   ///< empty: none, and so no download
  std::filesystem::path mirror;  ///< a folder laid out as the files' paths; empty: none
  bool downloads = true;         ///< false: what is in none of the folders is an error
  DownloadLimits limits;
};

/// The folder of what was downloaded: $GATEWISE_CACHE, or $XDG_CACHE_HOME/gatewise, or ~/.cache/gatewise; empty where
/// none of the three variables is set.
std::filesystem::path default_cache();

/// Where a file was found.
enum class FileOrigin { bundled, cache, mirror, download };

std::string origin_name(FileOrigin origin);

struct LocatedFile {
  std::filesystem::path path;  ///< absolute
  FileOrigin origin;
};

/// Bytes downloaded of how many, and of what.
using LocateProgress = std::function<void(double done, double total, const std::string& what)>;

/// Finds one file: beside the description; in the cache, below "datasets"; in the mirror, used in place; or downloads
/// it into the cache. The first place that has it counts, and its size and sha256 must be right there: wrong bytes are
/// refused, not passed over. Throws InputError that names path or url and what would help.
LocatedFile locate_file(const DatasetDescription& description, const DataFile& file, const DataSource& source,
                        const LocateProgress& progress);

/// All files of a description, in its order; progress is over the bytes of all of them.
std::vector<LocatedFile> locate_files(const DatasetDescription& description, const DataSource& source,
                                      const LocateProgress& progress);

std::vector<std::filesystem::path> paths_of(const std::vector<LocatedFile>& files);

}  // namespace gatewise

#endif
