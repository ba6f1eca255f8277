#include "base/safetensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/json_text.hpp"
#include "base/reason_of.hpp"

namespace gatewise {
namespace {

static_assert(std::endian::native == std::endian::little,
              "safetensors are little-endian; a big-endian host would have to swap");

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& reason) {
  throw InputError(fmt::format("{}: not a usable safetensors file: {}", path.string(), reason));
}

Json header_of(const TensorFile& file) {
  Json header = Json::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const std::uint64_t end = offset + tensor.data.size() * sizeof(float);
    header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  return header;
}

/// The elements of a shape; throws where there are more than `most`.
std::uint64_t elements(const std::vector<std::int64_t>& shape, std::uint64_t most) {
  std::uint64_t count = 1;
  for (const std::int64_t extent : shape) {
    if (extent > 0 && count > most / static_cast<std::uint64_t>(extent))
      throw std::runtime_error("its shape and its size disagree");
    count *= static_cast<std::uint64_t>(extent);
  }
  return count;
}

/// The format wants every byte of data to belong to exactly one tensor.
void check_ranges(std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges, std::uint64_t size) {
  std::sort(ranges.begin(), ranges.end());
  std::uint64_t end = 0;
  for (const auto& [first, last] : ranges) {
    if (first < end) throw std::runtime_error("its tensors overlap");
    if (first > end) throw std::runtime_error("its data has a hole");
    end = last;
  }
  if (end != size) throw std::runtime_error("its data goes on behind the last tensor");
}

/// Where the tensor's data begins and ends.
std::pair<std::uint64_t, std::uint64_t> range_of(const Json& entry, std::string_view data) {
  const Json& offsets = member_of(entry, "data_offsets");
  if (!offsets.is_array() || offsets.size() != 2) throw std::runtime_error("its 'data_offsets' are not two numbers");
  const auto offset = [&](std::size_t i) {
    return static_cast<std::uint64_t>(integer_of(offsets[i], "data_offsets", 0, most_count));
  };
  const auto range = std::pair(offset(0), offset(1));
  if (range.first > range.second || range.second > data.size())
    throw std::runtime_error("its data lies outside the file");
  return range;
}

std::vector<std::int64_t> shape_of(const Json& entry) {
  std::vector<std::int64_t> shape;
  for (const Json& extent : member_of(entry, "shape")) shape.push_back(integer_of(extent, "shape", 0, most_count));
  return shape;
}

Tensor read_tensor(const Json& entry, std::string_view data) {
  const std::string type = text_at(entry, "dtype");
  if (type != "F32") throw std::runtime_error("dtype " + Json(type).dump() + ", only F32 is read");
  Tensor tensor{shape_of(entry), {}};
  const auto [begin, end] = range_of(entry, data);
  const std::uint64_t count = (end - begin) / sizeof(float);
  if (elements(tensor.shape, count) * sizeof(float) != end - begin)
    throw std::runtime_error("its shape and its size disagree");
  tensor.data.resize(count);
  // An empty tensor has no memory, and memcpy wants some even for no bytes.
  if (count > 0) std::memcpy(tensor.data.data(), data.data() + begin, end - begin);
  return tensor;
}

}  // namespace

const Tensor& TensorFile::at(const std::string& name) const {
  const auto found = tensors.find(name);
  if (found == tensors.end()) throw InputError(fmt::format("the weights hold no tensor '{}'", name));
  return found->second;
}

namespace {

std::string tensor_bytes(const TensorFile& file) {
  std::string header = header_of(file).dump();
  header.resize((header.size() + 7) / 8 * 8, ' ');  // the format's own alignment rule
  const std::uint64_t size = header.size();
  std::string bytes(sizeof(size), '\0');
  std::memcpy(bytes.data(), &size, sizeof(size));
  bytes += header;
  for (const auto& [name, tensor] : file.tensors) {
    bytes.append(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size() * sizeof(float));
  }
  return bytes;
}

TensorFile parsed_tensors(const std::string& bytes, const std::filesystem::path& path) {
  std::uint64_t size = 0;
  if (bytes.size() < sizeof(size)) refuse(path, "shorter than 8 bytes");
  std::memcpy(&size, bytes.data(), sizeof(size));
  if (size > bytes.size() - sizeof(size)) refuse(path, "its header is cut short");
  const std::string_view data = std::string_view(bytes).substr(sizeof(size) + size);
  TensorFile file;
  std::string name = "header";
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  try {
    const Json header = parse_json(std::string_view(bytes).substr(sizeof(size), size));
    if (!header.is_object()) throw std::runtime_error("is no JSON object");
    for (const auto& [key, entry] : header.items()) {
      name = key;
      if (key == "__metadata__") {
        file.metadata = entry.get<std::map<std::string, std::string>>();
      } else {
        file.tensors[key] = read_tensor(entry, data);
        ranges.push_back(range_of(entry, data));
      }
    }
    name = "data";
    check_ranges(std::move(ranges), data.size());
  } catch (const std::exception& error) {
    refuse(path, fmt::format("{}: {}", name, reason_of(error)));
  }
  return file;
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, const TensorFile& file) {
  write_file_atomically(path, tensor_bytes(file));
}

void write_safetensors(const OwnFile& target, const TensorFile& file) { target.write_atomically(tensor_bytes(file)); }

TensorFile read_safetensors(const std::filesystem::path& path) { return parsed_tensors(read_file(path), path); }

TensorFile read_safetensors(const OwnFile& file) { return parsed_tensors(file.read(), file.path()); }

}  // namespace gatewise
