#include "data/readers/blocks_reader.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "data/readers/line_reader.hpp"
#include "data/readers/numbers.hpp"
#include "data/readers/sequence_count.hpp"

namespace gatewise {
namespace {

/// False where the row is left out.
bool is_whole_row(const LineReader& file, const RepairRules& rules, std::int64_t width, std::int64_t count) {
  if (count == width) return true;
  if (rules.ragged == Remedy::refuse) file.fail(fmt::format("{} numbers, the lines before have {}", count, width));
  file.repaired("rows with too many or too few fields: drop");
  return false;
}

void append_row(const LineReader& file, const RepairRules& rules, std::int64_t& width, Sequence& block) {
  const std::vector<std::string_view> words = split_words(file.line());
  const auto count = static_cast<std::int64_t>(words.size());
  if (width == 0) width = count;
  if (!is_whole_row(file, rules, width, count)) return;
  for (const std::string_view word : words) block.values.push_back(read_number(file, word, rules));
  block.length += 1;
}

void read_file_of_blocks(const std::filesystem::path& path, const TextRules& rules, RawDataset& raw,
                         Sequences& blocks) {
  LineReader file(path, rules, &raw.dataset.repairs);
  bool within = false;
  while (file.next()) {
    if (is_blank(file.line())) {
      within = false;
      continue;
    }
    if (!within) {
      refuse_too_many_sequences(file, blocks);
      blocks.emplace_back();
    }
    within = true;
    append_row(file, rules.repair, raw.dataset.feature_count, blocks.back());
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

void label_by_place(const DatasetDescription& description, RawDataset& raw) {
  const std::vector<std::string> classes = class_names(description.blocks, raw.dataset.train.size());
  for (const auto& [split, count] : description.blocks.per_class) {
    Sequences& blocks = sequences_of(raw, split);
    const auto per_class = static_cast<std::size_t>(count);
    check_count(description, split, blocks.size(), classes.size(), per_class);
    label_blocks(split, per_class, classes, static_cast<std::size_t>(description.blocks.per_group), blocks, raw.labels);
  }
}

}  // namespace

void read_blocks(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                 RawDataset& raw) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    const DataFile& file = description.files[i];
    if (!file.role.empty()) continue;
    Sequences& blocks = sequences_of(raw, file.split);
    const std::size_t before = blocks.size();
    read_file_of_blocks(files[i], description.text, raw, blocks);
    if (file.label.empty()) continue;
    for (std::size_t k = before; k < blocks.size(); ++k) blocks[k].labels = {raw.labels.number_of(file.label)};
  }
  if (!description.blocks.per_class.empty()) label_by_place(description, raw);
}

}  // namespace gatewise
