#ifndef GATEWISE_DATA_READERS_LINE_READER_HPP
#define GATEWISE_DATA_READERS_LINE_READER_HPP

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/readers/unpacked_limit.hpp"
#include "data/repair.hpp"

namespace gatewise {

/// How bytes become text.
struct TextRules {
  std::string encoding = "utf-8";  ///< or "latin-1" (ISO 8859-1), which becomes UTF-8
  char decimal = '.';              ///< what parts a number's whole from its fraction, or ','
  RepairRules repair = {};
};

/// The lines of a text file, plain or gz-compressed, one at a time, with the number that an error names. Holds one line
/// in memory, and no more than the rules' line_bytes of it.
class LineReader {
 public:
  /// Throws InputError with the path where it can't be read. What is repaired is counted in `log`.
  explicit LineReader(const std::filesystem::path& path, TextRules rules = {}, RepairLog* log = nullptr);

  /// Goes to the next line; false at the end. A carriage return before the line's end and a byte order mark before the
  /// first line are left out; so is a line that the rules drop. Throws InputError for UTF-16, invalid UTF-8, a line
  /// that is too long, and compressed data that is corrupt or cut short.
  bool next();

  /// Appends a line break and the next line to this one, whose number stays; false at the end. Throws as next() does,
  /// and where both are longer than the rules' line_bytes.
  bool join_next();

  std::string_view line() const { return line_; }
  std::size_t number() const { return number_; }  ///< of this line, from 1
  char decimal() const { return rules_.decimal; }
  const std::filesystem::path& path() const { return path_; }
  std::string place() const;  ///< "file:line"

  /// Throws InputError "file:line: problem".
  [[noreturn]] void fail(const std::string& problem) const;

  /// The same at another line.
  [[noreturn]] void fail_at(std::size_t line, const std::string& problem) const;

  /// Counts a repair at this line.
  void repaired(const std::string& what) const;

 private:
  struct Close {
    void operator()(void* file) const;
  };

  bool read_line();
  bool fill();
  void append(std::string_view part);
  bool keep_length();
  bool keep_text();
  void check_encoding() const;

  std::filesystem::path path_;
  TextRules rules_;
  RepairLog* log_;
  std::unique_ptr<void, Close> file_;  // a gzFile
  UnpackedLimit limit_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // of what is unread in buffer_
  std::string line_;
  std::size_t number_ = 0;  // of the line that line_ begins with
  std::size_t read_ = 0;    // lines
};

/// What zlib's code means to a user; `system` is what errno says.
std::string unpacking_trouble(int code, const std::string& system);

/// What stands between runs of spaces and tabs; none for a blank line.
std::vector<std::string_view> split_words(std::string_view line);

/// What stands between single separators: n separators part n + 1 fields.
std::vector<std::string_view> split_at(std::string_view line, char separator);

/// Without spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

bool is_blank(std::string_view line);

}  // namespace gatewise

#endif
