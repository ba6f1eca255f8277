#ifndef GATEWISE_HOST_ELF_HEADER_HPP
#define GATEWISE_HOST_ELF_HEADER_HPP

#include <filesystem>

namespace gatewise {

/// Reads a file's ELF header (elf(5)) and throws InputError where it can't be a shared library for this machine:
/// missing, empty, no ELF, cut short, another class, byte order or machine, an executable.
void check_elf_header(const std::filesystem::path& file);

}  // namespace gatewise

#endif
