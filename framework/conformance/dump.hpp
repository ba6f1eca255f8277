#ifndef GATEWISE_CONFORMANCE_DUMP_HPP
#define GATEWISE_CONFORMANCE_DUMP_HPP

#include <filesystem>
#include <vector>

#include "conformance/finding.hpp"

namespace gatewise {

/// Writes each tensor as <folder>/<name>.npy (NumPy's format, version 1.0, little-endian, C order), f32 or f64; makes
/// the folder. Throws InputError where it can't.
void dump_tensors(const std::filesystem::path& folder, const std::vector<DumpedTensor>& tensors);

}  // namespace gatewise

#endif
