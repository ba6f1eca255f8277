#include "data/readers/line_reader.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/utf8.hpp"

namespace gatewise {
namespace {

constexpr std::string_view separators = " \t";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t line_buffer_bytes = std::size_t{1} << 16;

gzFile as_gz(void* file) { return static_cast<gzFile>(file); }

}  // namespace

std::string unpacking_trouble(int code, const std::string& system) {
  if (code == Z_ERRNO) return system;
  if (code == Z_BUF_ERROR) return "the compressed data is cut short; pack or download it again";
  return "the compressed data is damaged; pack or download it again";
}

void LineReader::Close::operator()(void* file) const { gzclose_r(as_gz(file)); }

LineReader::LineReader(const std::filesystem::path& path, TextRules rules, RepairLog* log)
    : path_(path), rules_(std::move(rules)), log_(log), limit_(path), buffer_(line_buffer_bytes) {
  // zlib hands plain files through as they are.
  require_regular_file(path);
  file_.reset(gzopen(path.c_str(), "rb"));
  if (!file_) throw InputError(fmt::format("{}: cannot be read", path.string()));
}

bool LineReader::fill() {
  const int count = gzread(as_gz(file_.get()), buffer_.data(), static_cast<unsigned>(buffer_.size()));
  int code = Z_OK;
  gzerror(as_gz(file_.get()), &code);
  if (count < 0 || (code != Z_OK && code != Z_STREAM_END)) {
    throw InputError(fmt::format("{}:{}: cannot be read further: {}", path_.string(), read_ + 1,
                                 unpacking_trouble(code, std::strerror(errno))));
  }
  begin_ = 0;
  end_ = static_cast<std::size_t>(count);
  limit_.add(end_);
  return count > 0;
}

/// A little more than the limit is kept, so that a line that is too long shows.
void LineReader::append(std::string_view part) {
  // A byte order mark, a carriage return, and one byte that shows that the line goes on.
  const std::size_t most = static_cast<std::size_t>(rules_.repair.line_bytes) + byte_order_mark.size() + 2;
  line_.append(part.substr(0, most - line_.size()));
}

bool LineReader::read_line() {
  line_.clear();
  for (bool any = false;;) {
    if (begin_ == end_ && !fill()) {
      if (!any) return false;
      break;
    }
    any = true;
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    const std::size_t end = rest.find('\n');
    append(rest.substr(0, end));
    begin_ += std::min(end, rest.size() - 1) + 1;
    if (end != std::string_view::npos) break;
  }
  number_ = ++read_;
  return true;
}

bool LineReader::keep_length() {
  const auto limit = static_cast<std::size_t>(rules_.repair.line_bytes);
  if (line_.size() <= limit) return true;
  if (rules_.repair.long_lines == Remedy::refuse) {
    fail(fmt::format("a line of more than {} bytes; say [repair] long_lines = \"drop\" or \"cut\", or raise line_bytes",
                     limit));
  }
  repaired(fmt::format("lines too long: {}", remedy_name(rules_.repair.long_lines)));
  line_.resize(limit);
  if (rules_.encoding == "utf-8") line_.resize(whole_code_points(line_));
  return rules_.repair.long_lines != Remedy::drop;
}

bool LineReader::keep_text() {
  if (rules_.encoding == "latin-1") line_ = utf8_of_latin1(line_);
  if (is_utf8(line_)) return true;
  if (rules_.repair.utf8 == Remedy::refuse)
    fail("invalid UTF-8; say encoding = \"latin-1\" if it is that, or [repair] utf8 = \"replace\" or \"drop\"");
  repaired(fmt::format("lines of invalid UTF-8: {}", remedy_name(rules_.repair.utf8)));
  line_ = with_replacements(line_);
  return rules_.repair.utf8 != Remedy::drop;
}

/// A file in another encoding shows in its first line.
void LineReader::check_encoding() const {
  if (number_ != 1) return;
  if (line_.starts_with("\xFF\xFE") || line_.starts_with("\xFE\xFF"))
    fail("UTF-16, as the byte order mark says; save the file as UTF-8");
  if (line_.find('\0') != std::string::npos)
    fail("a zero byte: UTF-16 without a byte order mark, or no text; save the file as UTF-8");
}

bool LineReader::next() {
  while (read_line()) {
    check_encoding();
    if (number_ == 1 && line_.starts_with(byte_order_mark)) line_.erase(0, byte_order_mark.size());
    if (line_.ends_with('\r')) line_.pop_back();
    if (keep_length() && keep_text()) return true;
  }
  return false;
}

bool LineReader::join_next() {
  std::string joined = std::move(line_);
  const std::size_t first = number_;
  const bool any = next();
  if (any) joined.append("\n").append(line_);
  line_ = std::move(joined);
  number_ = first;
  const auto limit = static_cast<std::size_t>(rules_.repair.line_bytes);
  if (line_.size() > limit) fail(fmt::format("a quote is not closed within {} bytes", limit));
  return any;
}

std::string LineReader::place() const { return fmt::format("{}:{}", path_.string(), number_); }

void LineReader::fail(const std::string& problem) const { fail_at(number_, problem); }

void LineReader::fail_at(std::size_t line, const std::string& problem) const {
  throw InputError(fmt::format("{}:{}: {}", path_.string(), line, problem));
}

void LineReader::repaired(const std::string& what) const {
  if (log_ != nullptr) log_->add(what, place());
}

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t begin = line.find_first_not_of(separators); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(separators, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(separators, end);
  }
  return words;
}

std::vector<std::string_view> split_at(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  for (std::size_t begin = 0;;) {
    const std::size_t end = line.find(separator, begin);
    fields.push_back(line.substr(begin, end - begin));
    if (end == std::string_view::npos) return fields;
    begin = end + 1;
  }
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(separators), text.size());
  return text.substr(begin, text.find_last_not_of(separators) + 1 - begin);
}

bool is_blank(std::string_view line) { return line.find_first_not_of(separators) == std::string_view::npos; }

}  // namespace gatewise
