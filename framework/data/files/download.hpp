#ifndef GATEWISE_DATA_FILES_DOWNLOAD_HPP
#define GATEWISE_DATA_FILES_DOWNLOAD_HPP

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/error.hpp"
#include "data/description/description.hpp"

namespace gatewise {

/// When a download gives up.
struct DownloadLimits {
  double stall_seconds = 30;       ///< an attempt ends when so long less than 100 bytes a second arrived
  long connect_seconds = 15;       ///< for name and connection together
  int attempts = 5;                ///< in all; each goes on where the one before broke
  double first_pause_seconds = 1;  ///< before the second attempt; twice as long before each that follows
};

/// Bytes that are there, of how many.
using DownloadProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// A file that could not be downloaded. The message names the url and the reason.
struct DownloadError : InputError {
  using InputError::InputError;
};

/// Downloads file.url to `target`, whose folder it makes. What arrives stands in "<target>.part" until size and sha256
/// are right, and is then renamed; a part of an earlier attempt or run is gone on with (a range request), or fetched
/// anew where the server knows no ranges. Follows redirects over http and https. A connection that breaks, a stall and
/// an answer such as 503 are tried again; that nothing answers at all is not. Refused, with the part deleted: another
/// size or sha256 than the description's. Safe for several processes at once: one downloads, the others wait for it.
/// Throws DownloadError; InputError where the disk fails.
void download(const DataFile& file, const std::filesystem::path& target, const DownloadLimits& limits,
              const DownloadProgress& progress);

}  // namespace gatewise

#endif
