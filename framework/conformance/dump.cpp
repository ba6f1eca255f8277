#include "conformance/dump.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>

#include "base/error.hpp"
#include "base/files.hpp"

namespace gatewise {
namespace {

template <class Real>
void append(std::string& bytes, double value) {
  const auto real = static_cast<Real>(value);
  bytes.append(reinterpret_cast<const char*>(&real), sizeof(real));
}

/// numpy.lib.format, version 1.0: magic, length of the header, header padded to a multiple of 64, values.
std::string npy_bytes(const DumpedTensor& tensor) {
  const std::string shape = tensor.shape.size() == 1 ? fmt::format("({},)", tensor.shape[0])
                                                     : fmt::format("({})", fmt::join(tensor.shape, ", "));
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", tensor.single ? "<f4" : "<f8", shape);
  constexpr std::size_t before = 10;
  header.append(64 - (before + header.size() + 1) % 64, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xFF);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  for (const double value : tensor.values) tensor.single ? append<float>(bytes, value) : append<double>(bytes, value);
  return bytes;
}

}  // namespace

void dump_tensors(const std::filesystem::path& folder, const std::vector<DumpedTensor>& tensors) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) throw InputError(fmt::format("{}: cannot be made: {}", folder.string(), code.message()));
  for (const DumpedTensor& tensor : tensors) write_file_atomically(folder / (tensor.name + ".npy"), npy_bytes(tensor));
}

}  // namespace gatewise
