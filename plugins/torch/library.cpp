#include "library.hpp"

#include <ATen/Version.h>

#include <string>

#include "blas.hpp"

namespace libtorch {
namespace {

/// What stands in libtorch's description of itself between a key and the end of its entry. This version exports neither
/// its CPU capability nor its version in any other way.
std::string configured(const std::string& key) {
  const std::string text = at::show_config();
  const std::size_t at = text.find(key);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + key.size();
  return text.substr(begin, text.find_first_of(",\n", begin) - begin);
}

std::string isa_of(const std::string& capability) {
  if (capability == "AVX512") return "avx512";
  if (capability == "AVX2") return "avx2";
  return "baseline";  // "NO AVX", "DEFAULT"
}

}  // namespace

const char* library_name() {
  static const std::string name = "libtorch " + configured("TORCH_VERSION=") + ", " + blas().name;
  return name.c_str();
}

const char* isa_name() {
  static const std::string name = isa_of(configured("CPU capability usage: "));
  return name.c_str();
}

}  // namespace libtorch
