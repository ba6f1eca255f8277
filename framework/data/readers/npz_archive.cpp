#include "data/readers/npz_archive.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zip.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "data/readers/unpacked_limit.hpp"

namespace gatewise {
namespace {

constexpr std::string_view ending = ".npy";

constexpr zip_int64_t most_members = 1'000'000;

const char* reason_of(int code) {
  if (code == ZIP_ER_NOZIP) return "it is no zip archive; write it with numpy.savez";
  if (code == ZIP_ER_INCONS) return "its directory contradicts itself; write or download it again";
  return "it is cut short or damaged; write or download it again";
}

/// Why a member can't be opened.
const char* trouble_with_member(zip_t* archive) {
  switch (zip_error_code_zip(zip_get_error(archive))) {
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_ENCRNOTSUPP:
      return "is encrypted; write the archive with numpy.savez";
    case ZIP_ER_COMPNOTSUPP:
      return "is packed in a way that is not read; write the archive with numpy.savez or savez_compressed";
    default:
      return "cannot be unpacked; write or download the archive again";
  }
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
    throw InputError(fmt::format("{}: its packed data is damaged; write or download the archive again", name));
  }
  return static_cast<std::size_t>(got);
}

/// As the archive says, but no more than its file holds.
std::uint64_t packed_bytes(zip_t* archive, zip_uint64_t member, const std::filesystem::path& path) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(archive, member, 0, &stat) != 0 || (stat.valid & ZIP_STAT_COMP_SIZE) == 0) return 0;
  return std::min<std::uint64_t>(stat.comp_size, std::filesystem::file_size(path));
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
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  if (count > most_members)
    throw InputError(fmt::format("{}: holds {} members; the most are {}", path_.string(), count, most_members));
  const auto members = static_cast<zip_uint64_t>(count);
  for (zip_uint64_t i = 0; i < members; ++i) {
    const char* member = zip_get_name(archive_.get(), i, ZIP_FL_ENC_RAW);
    if (member == nullptr) fail(fmt::format("member {}", i), "has no name; write or download the archive again");
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
  if (file == nullptr) fail(name, trouble_with_member(archive_.get()));
  const auto member = std::make_shared<Member>(Member{archive_, {file, zip_fclose}});
  std::string place = fmt::format("{}: {}", path_.string(), name);
  const auto limit = std::make_shared<UnpackedLimit>(packed_bytes(archive_.get(), found->second, path_), place);
  const auto source = [member, place, limit](char* into, std::size_t count) {
    const std::size_t got = read_member(*member, place, into, count);
    limit->add(got);
    return got;
  };
  return NpyArray(source, place);
}

void NpzArchive::fail(const std::string& member, const std::string& reason) const {
  throw InputError(fmt::format("{}: {}: {}", path_.string(), member, reason));
}

}  // namespace gatewise
