#include "blas.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <memory>

namespace gatewise_torch {
namespace {

/// The file behind Debian's alternative libblas.so.3, which libtorch is linked to: the one that has sgemm_.
std::string file_of(void* library) {
  Dl_info info{};
  void* product = library == nullptr ? nullptr : ::dlsym(library, "sgemm_");
  if (product == nullptr || ::dladdr(product, &info) == 0 || info.dli_fname == nullptr) return "";
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(info.dli_fname, nullptr), std::free);
  return real == nullptr ? info.dli_fname : real.get();
}

/// "OpenBLAS 0.3.21" of "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ...".
std::string first_words(const std::string& text) {
  const std::size_t space = text.find(' ', text.find(' ') + 1);
  return text.substr(0, space);
}

Blas find() {
  void* library = ::dlopen("libblas.so.3", RTLD_NOW | RTLD_NOLOAD);
  const std::string file = file_of(library);
  if (file.empty()) return {"a BLAS of its own", true};  // linked in: MKL in the project's own builds
  if (auto* config = reinterpret_cast<char* (*)()>(::dlsym(library, "openblas_get_config")); config != nullptr)
    return {first_words(config()), true};
  const bool optimised = file.find("openblas") != std::string::npos || file.find("blis") != std::string::npos ||
                         file.find("mkl") != std::string::npos;
  return {file, optimised};
}

}  // namespace

const Blas& blas() {
  static const Blas found = find();
  return found;
}

}  // namespace gatewise_torch
