#include "host/elf_header.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <gatewise/abi.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "host/refusal.hpp"

namespace gatewise {
namespace {

#if defined(__x86_64__)
constexpr int this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr int this_machine = EM_AARCH64;
#else
#error "name this machine's ELF number here"
#endif

std::string machine_name(int machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "aarch64";
    case EM_386:
      return "i386";
    case EM_ARM:
      return "arm";
    case EM_RISCV:
      return "riscv";
    default:
      return fmt::format("ELF machine {}", machine);
  }
}

/// `count` structs at an offset; empty where the file ends before.
template <class Struct>
std::vector<Struct> read_at(std::ifstream& stream, std::uint64_t offset, std::size_t count) {
  stream.seekg(0, std::ios::end);
  const auto size = static_cast<std::uint64_t>(std::max<std::streamoff>(0, stream.tellg()));
  if (offset > size || count > (size - offset) / sizeof(Struct)) return {};  // the file says more than it holds
  std::vector<Struct> values(count);
  stream.seekg(static_cast<std::streamoff>(offset));
  stream.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(count * sizeof(Struct)));
  if (!stream) values.clear();
  return values;
}

bool is_exported(const Elf64_Sym& symbol) {
  const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && ELF64_ST_BIND(symbol.st_info) != STB_LOCAL &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

/// The names in one table of symbols; nothing where it holds other things than it says.
std::optional<std::vector<std::string>> names_in(std::ifstream& stream, const Elf64_Shdr& table,
                                                 const Elf64_Shdr& strings) {
  const std::vector<Elf64_Sym> symbols = read_at<Elf64_Sym>(stream, table.sh_offset, table.sh_size / sizeof(Elf64_Sym));
  std::vector<char> text = read_at<char>(stream, strings.sh_offset, strings.sh_size);
  if (symbols.empty() || text.empty()) return std::nullopt;
  text.back() = '\0';
  std::vector<std::string> names;
  for (const Elf64_Sym& symbol : symbols) {
    if (!is_exported(symbol)) continue;
    if (symbol.st_name >= text.size()) return std::nullopt;
    names.emplace_back(text.data() + symbol.st_name);
  }
  return names;
}

/// What a library exports; nothing where its file does not say.
std::optional<std::vector<std::string>> exported_names(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::vector<Elf64_Ehdr> header = read_at<Elf64_Ehdr>(stream, 0, 1);
  if (header.empty()) return std::nullopt;
  const std::vector<Elf64_Shdr> sections = read_at<Elf64_Shdr>(stream, header[0].e_shoff, header[0].e_shnum);
  for (const Elf64_Shdr& section : sections) {
    if (section.sh_type == SHT_DYNSYM && section.sh_link < sections.size())
      return names_in(stream, section, sections[section.sh_link]);
  }
  return std::nullopt;
}

}  // namespace

bool exports_more_than(const std::filesystem::path& file, const std::string& entry) {
  const std::optional<std::vector<std::string>> names = exported_names(file);
  return !names || std::any_of(names->begin(), names->end(), [&](const std::string& name) { return name != entry; });
}

void check_exported_entry(const std::filesystem::path& file) {
  const std::optional<std::vector<std::string>> names = exported_names(file);
  if (!names) {
    refuse(file,
           "does not say what it exports (it has no table of dynamic symbols), and is not loaded to find out; build it "
           "as a shared library, and keep its section headers");
  }
  if (std::find(names->begin(), names->end(), GW_ENTRY_SYMBOL) != names->end()) return;
  for (const std::string& name : *names) {
    if (!name.starts_with(GW_ENTRY_PREFIX)) continue;
    refuse(file,
           fmt::format("speaks ABI major version {}, this host speaks {}; build it against this host's gatewise/abi.h",
                       name.substr(std::string_view(GW_ENTRY_PREFIX).size()), GW_ABI_MAJOR));
  }
  refuse(file, "has no symbol '" GW_ENTRY_SYMBOL "'; export it with GATEWISE_PLUGIN or GW_EXPORT");
}

void check_elf_header(const std::filesystem::path& file) {
  if (!is_there(file)) refuse(file, "no such plugin file; check the path");
  std::error_code code;
  if (!std::filesystem::is_regular_file(file, code)) {
    refuse(file, code ? fmt::format("cannot be read: {}; remove it, or correct where it leads", code.message())
                      : "is no regular file; a plugin is a shared library");
  }
  require_regular_file(file);
  const std::uintmax_t size = std::filesystem::file_size(file);
  if (size == 0) refuse(file, "is empty; build the plugin again");
  std::ifstream stream(file, std::ios::binary);
  Elf64_Ehdr header{};
  stream.read(reinterpret_cast<char*>(&header), sizeof(header));
  const auto got = static_cast<std::size_t>(stream.gcount());
  if (got < SELFMAG || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    refuse(file, "is no shared library (no ELF header); name the .so that the build made");
  if (got < sizeof(header)) refuse(file, "is cut short; build or copy it again");
  if (header.e_ident[EI_CLASS] != ELFCLASS64) refuse(file, "is a 32-bit library; build it for this 64-bit host");
  if (header.e_ident[EI_DATA] != ELFDATA2LSB) refuse(file, "is big-endian; build it for this little-endian host");
  if (header.e_machine != this_machine) {
    refuse(file, fmt::format("was built for {}, this host is {}; build it for this machine",
                             machine_name(header.e_machine), machine_name(this_machine)));
  }
  if (header.e_type != ET_DYN) refuse(file, "is no shared library; link it with -shared (CMake: MODULE)");
  const std::uintmax_t table = static_cast<std::uintmax_t>(header.e_shnum) * header.e_shentsize;
  if (header.e_shoff != 0 && (header.e_shoff > size || table > size - header.e_shoff)) {
    refuse(file, "is cut short: its section table lies behind its end; build or copy it again");
  }
}

}  // namespace gatewise
