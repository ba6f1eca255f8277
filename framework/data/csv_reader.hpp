#ifndef GATEWISE_DATA_CSV_READER_HPP
#define GATEWISE_DATA_CSV_READER_HPP

#include <filesystem>
#include <string>
#include <vector>

namespace gatewise {

/// A CSV with a header line; fields without quotes. Columns are read on demand.
class CsvTable {
 public:
  /// Throws InputError with file and line: empty, a ragged row, no header.
  static CsvTable read(const std::filesystem::path& path);

  std::size_t rows() const { return cells_.size() / header_.size(); }

  /// A column's texts. Throws InputError with the nearest name where it is missing.
  std::vector<std::string> texts(const std::string& column) const;

  /// A column's numbers. Throws InputError with file and line where one is no finite number.
  std::vector<float> numbers(const std::string& column) const;

 private:
  std::size_t index_of(const std::string& column) const;

  std::filesystem::path path_;
  std::vector<std::string> header_;
  std::vector<std::string> cells_;  // [rows, columns]
};

}  // namespace gatewise

#endif
