#ifndef GATEWISE_BASE_SAFETENSORS_HPP
#define GATEWISE_BASE_SAFETENSORS_HPP

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/own_file.hpp"

namespace gatewise {

/// A dense f32 array, row-major.
struct Tensor {
  std::vector<std::int64_t> shape;
  std::vector<float> data;
};

/// A model's tensors by name, with free text beside them.
struct TensorFile {
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;

  /// Throws InputError where the name is missing.
  const Tensor& at(const std::string& name) const;
};

/// The safetensors format (github.com/huggingface/safetensors): 8 bytes little-endian header size, a JSON header, then
/// the data; F32 only. Writes atomically. The bytes depend on the contents alone.
void write_safetensors(const std::filesystem::path& path, const TensorFile& file);
void write_safetensors(const OwnFile& target, const TensorFile& file);

/// Throws InputError with the path and what is wrong: cut short, offsets that overlap or lie outside, another type than
/// F32, sizes that disagree.
TensorFile read_safetensors(const std::filesystem::path& path);
TensorFile read_safetensors(const OwnFile& file);

}  // namespace gatewise

#endif
