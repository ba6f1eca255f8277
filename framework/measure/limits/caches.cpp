#include "measure/limits/caches.hpp"

#include <fmt/format.h>

#include <charconv>

#include "measure/system_files.hpp"

namespace gatewise {
namespace {

/// "32K" → 32768; 0 for what isn't a size.
std::int64_t parse_size(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [unit, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || number < 0) return 0;
  if (unit == end) return number;
  if (unit + 1 != end) return 0;
  switch (*unit) {
    case 'K':
      return number << 10;
    case 'M':
      return number << 20;
    case 'G':
      return number << 30;
    default:
      return 0;
  }
}

}  // namespace

std::vector<Cache> read_caches(const std::filesystem::path& folder) {
  std::vector<Cache> caches;
  for (int index = 0; index < 8; ++index) {
    const std::filesystem::path cache = folder / fmt::format("index{}", index);
    const std::string type = first_line(cache / "type").value_or("");
    if (type != "Data" && type != "Unified") continue;
    const std::string size = first_line(cache / "size").value_or("");
    caches.push_back({fmt::format("L{}{}", first_line(cache / "level").value_or(""), type == "Data" ? "d" : ""), size,
                      parse_size(size)});
  }
  return caches;
}

}  // namespace gatewise
