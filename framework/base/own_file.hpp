// A run directory may come from a stranger, who can put links into it. What is read, written and removed there must
// stay there.
#ifndef GATEWISE_BASE_OWN_FILE_HPP
#define GATEWISE_BASE_OWN_FILE_HPP

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace gatewise {

/// A file below a folder: opened as a regular file alone, and no link between the folder and it is followed. The way to
/// the folder itself is the user's own and may have links. All throw InputError with the file and the remedy.
class OwnFile {
 public:
  /// `name` below `root`: "run.json", "journal/1-of-1.jsonl". Throws where it is absolute or has "..".
  OwnFile(std::filesystem::path root, std::filesystem::path name);
  /// `file` is "<root>/<folder>/<name>", such as a run's weights.
  static OwnFile in_folder(const std::filesystem::path& file);

  std::filesystem::path path() const { return root_ / name_; }
  /// False where nothing is there; throws where something else than a regular file is.
  bool exists() const;
  std::string read() const;
  /// To read it piece by piece.
  Descriptor open_to_read() const;
  /// To read and write, or to append; made where it is not there.
  Descriptor open_to_write() const;
  Descriptor open_to_append() const;

  /// As write_file_atomically(), append_and_sync() and append_line() of base/files.hpp.
  void write_atomically(std::string_view bytes) const;
  std::uintmax_t append_and_sync(std::string_view bytes) const;
  void append_line(std::string_view bytes) const;
  void cut(std::uintmax_t size) const;
  /// Removes what has this name, a link itself and not what it names. Nothing happens where there is none.
  void remove() const;

 private:
  Descriptor open(int flags) const;
  /// The folder that holds it; -1 inside where there is none.
  Descriptor open_folder() const;

  std::filesystem::path root_;
  std::filesystem::path name_;
};

/// Whether a name has no "/" and is neither "." nor "..": what a record may call a file beside it.
bool is_bare_name(std::string_view name);

/// False where it is not there. Throws InputError where it is a link or no folder: what is listed, made or removed in
/// it would be elsewhere.
bool is_own_folder(const std::filesystem::path& folder);

}  // namespace gatewise

#endif
