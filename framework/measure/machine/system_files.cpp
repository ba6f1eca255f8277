#include "measure/machine/system_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace gatewise {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view without_leading_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text;
}

template <class Number>
std::optional<Number> leading(std::string_view text) {
  text = without_leading_blanks(text);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<std::string> read_text(const std::filesystem::path& file) { return KeptFile(file).read(); }

std::optional<std::string> first_line(const std::filesystem::path& file) {
  std::optional<std::string> text = read_text(file);
  if (!text) return std::nullopt;
  text->resize(std::min(text->find('\n'), text->size()));
  return text->empty() ? std::nullopt : text;
}

std::optional<std::string> value_of(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.substr(0, key.size()) != key) continue;
    line.remove_prefix(key.size());
    const std::string_view value = without_leading_blanks(line);
    if (!value.empty() && value.front() == ':')
      return std::string(value.substr(std::min<std::size_t>(2, value.size())));
    if (value.size() < line.size()) return std::string(value);
  }
  return std::nullopt;
}

std::optional<std::int64_t> leading_integer(std::string_view text) { return leading<std::int64_t>(text); }

std::optional<double> leading_number(std::string_view text) { return leading<double>(text); }

KeptFile::KeptFile(const std::filesystem::path& file) : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}

KeptFile::~KeptFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<std::string> KeptFile::read() const {
  if (descriptor_ < 0) return std::nullopt;
  std::string text;
  char part[8192];
  for (;;) {
    const ssize_t got = ::pread(descriptor_, part, sizeof part, static_cast<off_t>(text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return text;
    text.append(part, static_cast<std::size_t>(got));
  }
}

}  // namespace gatewise
