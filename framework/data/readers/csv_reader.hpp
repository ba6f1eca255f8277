#ifndef GATEWISE_DATA_READERS_CSV_READER_HPP
#define GATEWISE_DATA_READERS_CSV_READER_HPP

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/readers/line_reader.hpp"

namespace gatewise {

/// The fields of a record: a field in quotes may hold separators and line breaks, "" in it is a quote (RFC 4180), and
/// blanks around it say nothing. ' ' as separator stands for runs of blanks. Joins the lines of a record to the line
/// that it begins with. Throws InputError at that line where a quote is not closed.
void split_fields(LineReader& file, char separator, std::vector<std::string>& fields);

/// Whether the line is the "sep=;" that spreadsheets write above a table. Throws InputError where it names another
/// separator.
bool is_separator_line(const LineReader& file, char separator);

/// The rows of a CSV file, one at a time.
class CsvReader {
 public:
  /// Reads the header, or takes `names` for the columns where the file has none. Throws InputError.
  CsvReader(const std::filesystem::path& path, const TextRules& rules, RepairLog* log, char separator,
            const std::vector<std::string>& names = {});

  /// Goes to the next row; false at the end. Blank lines say nothing. Throws InputError with file
  /// and line where a row has more or fewer fields than the header and the rules refuse that.
  bool next();

  /// The column's index. Throws InputError with the nearest name where it is missing, and where two have that name.
  std::size_t index_of(const std::string& column) const;

  const std::string& text(std::size_t column) const { return fields_[column]; }
  /// A column's number, as read_number has it with the reader's rules, or with others.
  double number(std::size_t column) const { return number(column, rules_.repair); }
  double number(std::size_t column, const RepairRules& rules) const;

  const LineReader& place() const { return lines_; }

 private:
  bool next_line();
  bool is_whole() const;

  TextRules rules_;
  LineReader lines_;
  char separator_;
  std::vector<std::string> header_;
  std::vector<std::string> fields_;
};

}  // namespace gatewise

#endif
