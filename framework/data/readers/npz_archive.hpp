// numpy's .npz: a zip whose members are .npy arrays.
#ifndef GATEWISE_DATA_READERS_NPZ_ARCHIVE_HPP
#define GATEWISE_DATA_READERS_NPZ_ARCHIVE_HPP

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/readers/npy_array.hpp"

struct zip;  // libzip's

namespace gatewise {

/// The arrays of an archive by their names: a member "x.npy" is array "x", any other member is none. Members may be
/// stored or deflated, and the zip may be a zip64. Not for two threads at once.
class NpzArchive {
 public:
  /// Throws InputError with the path where it can't be read, is no zip, is cut short, or holds no array or two of one
  /// name.
  explicit NpzArchive(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }

  /// The arrays' names, in the archive's order.
  const std::vector<std::string>& names() const { return names_; }

  bool contains(const std::string& name) const;

  /// An array. Several may be read by turns, also after the archive's end. Throws InputError "file: array: reason"
  /// where the archive has none of that name or can't read it, and from the array's reads where its data is corrupt; a
  /// wrong checksum is found behind the last element.
  NpyArray open(const std::string& name) const;

 private:
  void list_names();
  [[noreturn]] void fail(const std::string& member, const std::string& reason) const;

  std::filesystem::path path_;
  std::shared_ptr<zip> archive_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint64_t> members_;  // by the array's name: its place in the zip
};

}  // namespace gatewise

#endif
