#include "measure/limits/caches.hpp"

#include <fmt/format.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <charconv>

#include "measure/machine/system_files.hpp"

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

/// 32768 → "32K", as the kernel writes it.
std::string size_text(std::int64_t bytes) { return fmt::format("{}K", bytes >> 10); }

/// The caches of one leaf. Both makers lay it out alike: type, level, and ways, partitions, line and sets less one.
std::vector<Cache> caches_of_leaf(const Cpuid& cpuid, std::uint32_t leaf) {
  constexpr std::uint32_t most_caches = 8;
  constexpr std::uint32_t data = 1;
  constexpr std::uint32_t unified = 3;
  std::vector<Cache> caches;
  for (std::uint32_t subleaf = 0; subleaf < most_caches; ++subleaf) {
    const CpuidAnswer answer = cpuid(leaf, subleaf);
    const std::uint32_t type = answer.eax & 31U;
    if (type == 0) break;
    if (type != data && type != unified) continue;
    const std::int64_t line = (answer.ebx & 0xfffU) + 1;
    const std::int64_t partitions = ((answer.ebx >> 12U) & 0x3ffU) + 1;
    const std::int64_t ways = (answer.ebx >> 22U) + 1;
    const std::int64_t bytes = ways * partitions * line * (std::int64_t{answer.ecx} + 1);
    caches.push_back({fmt::format("L{}{}", (answer.eax >> 5U) & 7U, type == data ? "d" : ""), size_text(bytes), bytes});
  }
  return caches;
}

#if defined(__x86_64__)
CpuidAnswer ask_processor(std::uint32_t leaf, std::uint32_t subleaf) {
  CpuidAnswer answer;
  if (__get_cpuid_count(leaf, subleaf, &answer.eax, &answer.ebx, &answer.ecx, &answer.edx) == 0) return {};
  return answer;
}
#endif

}  // namespace

std::vector<Cache> caches_of_processor(const Cpuid& cpuid) {
  constexpr std::uint32_t intel = 4;
  constexpr std::uint32_t amd = 0x8000001D;
  std::vector<Cache> caches = caches_of_leaf(cpuid, intel);  // AMD's answer is all zeros
  return caches.empty() ? caches_of_leaf(cpuid, amd) : caches;
}

std::vector<Cache> known_caches() {
  std::vector<Cache> caches = read_caches();
#if defined(__x86_64__)
  if (caches.empty()) caches = caches_of_processor(ask_processor);
#endif
  return caches;
}

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
