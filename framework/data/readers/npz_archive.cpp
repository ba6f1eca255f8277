#include "data/readers/npz_archive.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zip.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"

namespace gatewise {
namespace {

constexpr std::string_view ending = ".npy";

std::string reason_of(int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  return reason;
}

/// The first of the names: an archive may hold thousands.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 10;
  const std::size_t shown = std::min(most, names.size());
  const std::string rest = shown < names.size() ? fmt::format(" and {} more", names.size() - shown) : "";
  return fmt::format("{}{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "), rest);
}

/// A member that is being read. It closes before the archive does.
struct Member {
  std::shared_ptr<zip> archive;
  std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file;
};

std::size_t read_member(const Member& member, const std::string& name, char* into, std::size_t count) {
  const zip_int64_t got = zip_fread(member.file.get(), into, count);
  if (got < 0) {
    throw InputError(
        fmt::format("{}: {}; write or download the archive again", name, zip_file_strerror(member.file.get())));
  }
  return static_cast<std::size_t>(got);
}

}  // namespace

NpzArchive::NpzArchive(const std::filesystem::path& path) : path_(path) {
  require_regular_file(path);
  int code = ZIP_ER_OK;
  zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (archive == nullptr)
    throw InputError(fmt::format("{}: cannot be read as .npz: {}", path.string(), reason_of(code)));
  archive_.reset(archive, zip_discard);
  list_names();
}

void NpzArchive::list_names() {
  const auto members = static_cast<zip_uint64_t>(zip_get_num_entries(archive_.get(), 0));
  for (zip_uint64_t i = 0; i < members; ++i) {
    const char* member = zip_get_name(archive_.get(), i, ZIP_FL_ENC_RAW);
    if (member == nullptr) fail(fmt::format("member {}", i), zip_strerror(archive_.get()));
    std::string name = member;
    if (!name.ends_with(ending)) continue;
    name.resize(name.size() - ending.size());
    if (!members_.emplace(name, i).second) fail(name, "stands in the archive twice; write each array once");
    names_.push_back(std::move(name));
  }
  if (names_.empty())
    throw InputError(fmt::format("{}: no arrays in it; write them with numpy.savez(file, x=x, y=y)", path_.string()));
}

bool NpzArchive::contains(const std::string& name) const { return members_.contains(name); }

NpyArray NpzArchive::open(const std::string& name) const {
  const auto found = members_.find(name);
  if (found == members_.end())
    fail(name,
         fmt::format("no such array in the archive, which holds {}; name one of them under [arrays]", listed(names_)));
  zip_file_t* file = zip_fopen_index(archive_.get(), found->second, 0);
  if (file == nullptr) fail(name, zip_strerror(archive_.get()));
  const auto member = std::make_shared<Member>(Member{archive_, {file, zip_fclose}});
  std::string place = fmt::format("{}: {}", path_.string(), name);
  return NpyArray([member, place](char* into, std::size_t count) { return read_member(*member, place, into, count); },
                  place);
}

void NpzArchive::fail(const std::string& member, const std::string& reason) const {
  throw InputError(fmt::format("{}: {}: {}", path_.string(), member, reason));
}

}  // namespace gatewise
