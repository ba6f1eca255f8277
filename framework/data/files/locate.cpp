#include "data/files/locate.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "data/files/check_file.hpp"

namespace gatewise {
namespace {

std::filesystem::path variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::filesystem::path place_in_cache(const DataFile& file, const DataSource& source) {
  return source.cache / "datasets" / file.path;
}

/// What helps where a file is in none of the places.
std::string ways_to_get(const DataFile& file, const DataSource& source) {
  const std::string mirror =
      fmt::format("name a folder that holds {} with --mirror DIR or GATEWISE_DATA_MIRROR", file.path);
  const std::string missing =
      source.mirror.empty() ? "" : fmt::format(" (the mirror {} lacks it)", source.mirror.string());
  if (source.cache.empty()) return fmt::format("{}{}, or a cache with GATEWISE_CACHE", mirror, missing);
  return fmt::format("put the file at {}, or {}{}", place_in_cache(file, source).string(), mirror, missing);
}

[[noreturn]] void refuse_missing(const DatasetDescription& description, const DataFile& file,
                                 const DataSource& source) {
  if (file.url.empty()) {
    throw InputError(fmt::format("{}: missing; dataset '{}' needs it (described in {})",
                                 (description.file.parent_path() / file.path).string(), description.id,
                                 description.file.string()));
  }
  throw InputError(fmt::format("{}: not downloaded yet; `gatewise data fetch {}` downloads it from {}; or {}",
                               file.path, description.id, file.url, ways_to_get(file, source)));
}

LocatedFile fetch(const DatasetDescription& description, const DataFile& file, const DataSource& source,
                  const LocateProgress& progress) {
  const std::filesystem::path target = place_in_cache(file, source);
  try {
    download(file, target, source.limits, [&](std::uint64_t done, std::uint64_t total) {
      if (progress) progress(static_cast<double>(done), static_cast<double>(total), file.path);
    });
  } catch (const DownloadError& error) {
    throw InputError(
        fmt::format("{}; dataset '{}' needs it: {}", error.what(), description.id, ways_to_get(file, source)));
  } catch (const std::filesystem::filesystem_error& error) {
    throw InputError(fmt::format("{}: cannot be written: {}; choose another cache with GATEWISE_CACHE", target.string(),
                                 error.code().message()));
  }
  return {target, FileOrigin::download};
}

std::string remedy_for(FileOrigin origin, const DatasetDescription& description, const DataFile& file) {
  if (origin == FileOrigin::bundled) return fmt::format("restore the file or correct {}", description.file.string());
  if (origin == FileOrigin::mirror) return "correct the mirror, or leave it out";
  return file.url.empty() ? "delete it" : "delete it, and it is fetched again";
}

void check_source(const DataSource& source) {
  if (!source.mirror.empty() && !is_folder(source.mirror))
    throw InputError(
        fmt::format("{}: the mirror is no folder; correct --mirror or GATEWISE_DATA_MIRROR", source.mirror.string()));
}

}  // namespace

std::filesystem::path default_cache() {
  if (const std::filesystem::path cache = variable("GATEWISE_CACHE"); !cache.empty())
    return std::filesystem::absolute(cache);
  // The XDG base directory specification: a relative path is to be ignored.
  if (const std::filesystem::path base = variable("XDG_CACHE_HOME"); base.is_absolute()) return base / "gatewise";
  const std::filesystem::path home = variable("HOME");
  return home.empty() ? "" : home / ".cache/gatewise";
}

std::string origin_name(FileOrigin origin) {
  constexpr std::array<const char*, 4> names{"bundled", "cache", "mirror", "downloaded"};
  return names.at(static_cast<std::size_t>(origin));
}

LocatedFile locate_file(const DatasetDescription& description, const DataFile& file, const DataSource& source,
                        const LocateProgress& progress) {
  check_source(source);
  std::vector<LocatedFile> places{{description.file.parent_path() / file.path, FileOrigin::bundled}};
  if (!source.cache.empty()) places.push_back({place_in_cache(file, source), FileOrigin::cache});
  if (!source.mirror.empty()) places.push_back({source.mirror / file.path, FileOrigin::mirror});
  for (LocatedFile& place : places) {
    if (!is_there(place.path)) continue;
    check_file(place.path, file, remedy_for(place.origin, description, file));
    return {std::filesystem::absolute(place.path), place.origin};
  }
  if (file.url.empty() || source.cache.empty() || !source.downloads) refuse_missing(description, file, source);
  return fetch(description, file, source, progress);
}

std::vector<LocatedFile> locate_files(const DatasetDescription& description, const DataSource& source,
                                      const LocateProgress& progress) {
  double total = 0;
  double before = 0;
  for (const DataFile& file : description.files) total += static_cast<double>(file.bytes);
  std::vector<LocatedFile> files;
  for (const DataFile& file : description.files) {
    files.push_back(locate_file(description, file, source, [&](double done, double, const std::string& what) {
      if (progress) progress(before + done, total, what);
    }));
    before += static_cast<double>(file.bytes);
  }
  return files;
}

std::vector<std::filesystem::path> paths_of(const std::vector<LocatedFile>& files) {
  std::vector<std::filesystem::path> paths;
  for (const LocatedFile& file : files) paths.push_back(file.path);
  return paths;
}

}  // namespace gatewise
