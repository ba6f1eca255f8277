#include "blas.hpp"

#include <dlfcn.h>

#include <cstdint>

namespace libtorch {
namespace {

/// Empty where there is none.
std::string file_of_sgemm() {
  Dl_info info{};
  void* sgemm = dlsym(RTLD_DEFAULT, "sgemm_");
  const bool known = sgemm != nullptr && dladdr(sgemm, &info) != 0 && info.dli_fname != nullptr;
  return known ? info.dli_fname : "";
}

/// A symbol of the library that sgemm_ is in, or of those that it is linked to: another BLAS of the process, which some
/// other library brought along, is not asked.
template <class Function>
Function* find(const char* name) {
  const std::string file = file_of_sgemm();
  void* library = file.empty() ? nullptr : dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  return library == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(library, name));
}

/// "OpenBLAS 0.3.21 NO_AFFINITY DYNAMIC_ARCH ..." to its first two words.
std::string first_two_words(const std::string& text) { return text.substr(0, text.find(' ', text.find(' ') + 1)); }

Blas openblas() {
  auto* config = find<char*()>("openblas_get_config");
  auto* core = find<char*()>("openblas_get_corename");
  return {first_two_words(config()) + (core == nullptr ? "" : std::string(" (") + core() + ")"), true, [](int threads) {
            if (auto* set = find<void(int)>("openblas_set_num_threads"); set != nullptr) set(threads);
          }};
}

Blas mkl() {
  char version[256] = "";
  find<void(char*, int)>("MKL_Get_Version_String")(version, sizeof version);
  return {version, true, [](int threads) {
            if (auto* set = find<void(int)>("MKL_Set_Num_Threads"); set != nullptr) set(threads);
          }};
}

Blas blis() {
  return {std::string("BLIS ") + find<const char*()>("bli_info_get_version_str")(), true, [](int threads) {
            if (auto* set = find<void(std::int64_t)>("bli_thread_set_num_threads"); set != nullptr) set(threads);
          }};
}

Blas identify() {
  if (find<char*()>("openblas_get_config") != nullptr) return openblas();
  if (find<void(char*, int)>("MKL_Get_Version_String") != nullptr) return mkl();
  if (find<const char*()>("bli_info_get_version_str") != nullptr) return blis();
  return {.name = "the BLAS " + file_of_sgemm()};
}

}  // namespace

const Blas& blas() {
  static const Blas found = identify();
  return found;
}

}  // namespace libtorch
