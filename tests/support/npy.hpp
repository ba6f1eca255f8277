// NumPy arrays as numpy.save writes them.
#ifndef GATEWISE_TESTS_SUPPORT_NPY_HPP
#define GATEWISE_TESTS_SUPPORT_NPY_HPP

#include <cstring>
#include <string>
#include <vector>

namespace gatewise::tests {

/// Type and shape as Python writes them: "<f4" and "(2, 3)".
template <class T>
std::string npy(const std::string& type, const std::string& shape, const std::vector<T>& values) {
  std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize(117, ' ');
  std::string data(values.size() * sizeof(T), '\0');
  if (!data.empty()) std::memcpy(data.data(), values.data(), data.size());
  return "\x93NUMPY\x01" + std::string(1, '\0') + "v" + std::string(1, '\0') + header + "\n" + data;
}

}  // namespace gatewise::tests

#endif
