#ifndef GATEWISE_HOST_ELF_HEADER_HPP
#define GATEWISE_HOST_ELF_HEADER_HPP

#include <filesystem>

namespace gatewise {

/// Reads a file's ELF header (elf(5)) and throws InputError where it can't be a shared library for this machine:
/// missing, empty, no ELF, cut short, another class, byte order or machine, an executable.
void check_elf_header(const std::filesystem::path& file);

/// Looks for the plugin's entry among the dynamic symbols that the file lists, without loading it: loading runs its
/// constructors. Throws InputError where it has none, or one of another major version only.
void check_exported_entry(const std::filesystem::path& file);

/// Whether the library exports a symbol besides `entry`: only then can another one's code answer in its place, or its
/// in another's. True where the file does not say.
bool exports_more_than(const std::filesystem::path& file, const std::string& entry);

}  // namespace gatewise

#endif
