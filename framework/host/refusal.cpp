#include "host/refusal.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cctype>

#include "base/error.hpp"

namespace gatewise {

void refuse(const std::filesystem::path& file, const std::string& reason) {
  throw InputError(fmt::format("{}: {}", file.string(), reason));
}

bool is_id(const char* text) {
  if (text == nullptr || !std::islower(static_cast<unsigned char>(*text))) return false;
  for (const char* c = text; *c != '\0'; ++c) {
    if (!std::islower(static_cast<unsigned char>(*c)) && !std::isdigit(static_cast<unsigned char>(*c)) && *c != '_')
      return false;
  }
  return true;
}

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

std::string library_of(const void* function) {
  Dl_info info{};
  return dladdr(function, &info) != 0 ? text_of(info.dli_fname) : "";
}

bool lies_in(const std::filesystem::path& file, const void* function) {
  const std::string library = library_of(function);
  std::error_code code;
  return !library.empty() && std::filesystem::equivalent(library, file, code);
}

}  // namespace gatewise
