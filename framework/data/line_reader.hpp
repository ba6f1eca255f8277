#ifndef GATEWISE_DATA_LINE_READER_HPP
#define GATEWISE_DATA_LINE_READER_HPP

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace gatewise {

/// The lines of a text file, one at a time, with the number that an error names.
class LineReader {
 public:
  /// Throws InputError with the path where it can't be read.
  explicit LineReader(const std::filesystem::path& path);

  /// Goes to the next line; false at the end. A carriage return before the line's end and a byte order mark before the
  /// first line are left out.
  bool next();

  std::string_view line() const { return line_; }
  std::size_t number() const { return number_; }  ///< of this line, from 1
  const std::filesystem::path& path() const { return path_; }
  std::string place() const;  ///< "file:line"

  /// Throws InputError "file:line: problem".
  [[noreturn]] void fail(const std::string& problem) const;

 private:
  std::filesystem::path path_;
  std::ifstream file_;
  std::string line_;
  std::size_t number_ = 0;
};

/// What stands between runs of spaces and tabs; none for a blank line.
std::vector<std::string_view> split_words(std::string_view line);

bool is_blank(std::string_view line);

}  // namespace gatewise

#endif
