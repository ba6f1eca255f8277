#include "data/blocks_reader.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/error.hpp"
#include "data/line_reader.hpp"

namespace gatewise {
namespace {

/// Read as a double first: a float's own parse would refuse 1e-40 as it refuses 1e40.
float number_of(std::string_view word, const LineReader& file) {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  const auto number = static_cast<float>(value);
  if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(number))
    file.fail(fmt::format("'{}' is no finite number", word));
  return number;
}

void append_row(const LineReader& file, std::int64_t& width, Sequence& block) {
  const std::vector<std::string_view> words = split_words(file.line());
  const auto count = static_cast<std::int64_t>(words.size());
  if (width == 0) width = count;
  if (count != width) file.fail(fmt::format("{} numbers, the lines before have {}", count, width));
  for (const std::string_view word : words) block.features.push_back(number_of(word, file));
  block.length += 1;
}

void read_file_of_blocks(const std::filesystem::path& path, std::int64_t& width, Sequences& blocks) {
  LineReader file(path);
  bool within = false;
  while (file.next()) {
    if (is_blank(file.line())) {
      within = false;
      continue;
    }
    if (!within) blocks.emplace_back();
    within = true;
    append_row(file, width, blocks.back());
  }
}

void check_count(const DatasetDescription& description, const std::string& split, std::size_t blocks,
                 std::size_t classes, std::size_t per_class) {
  if (blocks == classes * per_class) return;
  throw InputError(fmt::format("{}: {} has {} blocks, but {} classes of blocks.per_class.{} = {} are {}",
                               description.file.string(), split, blocks, classes, split, per_class,
                               classes * per_class));
}

/// Names given, or as many numbers as classes of train are filled.
std::vector<std::string> class_names(const BlockLayout& layout, std::size_t train_blocks) {
  if (!layout.classes.empty()) return layout.classes;
  const auto per_class = static_cast<std::size_t>(layout.per_class.at("train"));
  std::vector<std::string> names;
  for (std::size_t k = 0; k < (train_blocks + per_class - 1) / per_class; ++k) names.push_back(std::to_string(k));
  return names;
}

void label_blocks(const std::string& split, std::size_t per_class, const std::vector<std::string>& classes,
                  std::size_t per_group, Sequences& blocks, NameTable& labels) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    blocks[i].labels = {labels.number_of(classes[i / per_class])};
    if (per_group > 0) blocks[i].group = fmt::format("{}/{}", split, i % per_class / per_group);
  }
}

}  // namespace

void read_blocks(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                 RawDataset& raw) {
  for (std::size_t i = 0; i < files.size(); ++i)
    read_file_of_blocks(files[i], raw.dataset.feature_count, split_named(raw.dataset, description.files[i].split));
  const std::vector<std::string> classes = class_names(description.blocks, raw.dataset.train.size());
  for (const auto& [split, count] : description.blocks.per_class) {
    Sequences& blocks = split_named(raw.dataset, split);
    const auto per_class = static_cast<std::size_t>(count);
    check_count(description, split, blocks.size(), classes.size(), per_class);
    label_blocks(split, per_class, classes, static_cast<std::size_t>(description.blocks.per_group), blocks, raw.labels);
  }
}

}  // namespace gatewise
