#include "data/line_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace gatewise {
namespace {

constexpr std::string_view separators = " \t";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

LineReader::LineReader(const std::filesystem::path& path) : path_(path), file_(path, std::ios::binary) {
  if (!file_ || std::filesystem::is_directory(path)) throw InputError(fmt::format("{}: cannot be read", path.string()));
}

bool LineReader::next() {
  if (!std::getline(file_, line_)) {
    if (file_.bad()) throw InputError(fmt::format("{}:{}: cannot be read further", path_.string(), number_));
    return false;
  }
  ++number_;
  if (number_ == 1 && line_.starts_with(byte_order_mark)) line_.erase(0, byte_order_mark.size());
  if (line_.ends_with('\r')) line_.pop_back();
  return true;
}

std::string LineReader::place() const { return fmt::format("{}:{}", path_.string(), number_); }

void LineReader::fail(const std::string& problem) const { throw InputError(fmt::format("{}: {}", place(), problem)); }

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t begin = line.find_first_not_of(separators); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(separators, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(separators, end);
  }
  return words;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(separators) == std::string_view::npos; }

}  // namespace gatewise
