#include "data/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "data/blocks_reader.hpp"
#include "data/carve_validation.hpp"
#include "data/check_file.hpp"
#include "data/class_inventory.hpp"
#include "data/csv_sequences.hpp"
#include "data/group_split.hpp"
#include "data/parallel_reader.hpp"
#include "data/raw_dataset.hpp"
#include "data/standardise.hpp"
#include "data/vocabulary.hpp"

namespace gatewise {
namespace {

/// Fills what it finds in the files; learns nothing from it.
using Reader = void (*)(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                        RawDataset& raw);

Reader reader_of(const std::string& format) {
  static const std::map<std::string, Reader> readers{
      {"csv", read_csv_sequences}, {"parallel", read_parallel}, {"blocks", read_blocks}};
  return readers.at(format);
}

void check_files(const DatasetDescription& description, const std::vector<std::filesystem::path>& files) {
  if (files.size() != description.files.size()) {
    throw InputError(fmt::format("{}: {} files are named, {} were given", description.file.string(),
                                 description.files.size(), files.size()));
  }
  const std::string remedy = fmt::format("dataset '{}' needs it as {} says", description.id, description.file.string());
  for (std::size_t i = 0; i < files.size(); ++i) check_file(files[i], description.files[i], remedy);
}

std::string identity_of(const DatasetDescription& description) {
  std::string all = read_file(description.file);
  for (const DataFile& file : description.files) all += file.sha256;
  return sha256(all);
}

RawDataset describe(const DatasetDescription& description) {
  RawDataset raw;
  raw.dataset.id = description.id;
  raw.dataset.title = description.title;
  raw.dataset.licence = description.licence;
  raw.dataset.task = description.task;
  raw.dataset.step_seconds = description.step_seconds;
  raw.dataset.sha256 = identity_of(description);
  return raw;
}

/// Leaves out the sequences shorter than `least`, and counts them.
void drop_short(RawDataset& raw, std::int64_t least) {
  Dataset& dataset = raw.dataset;
  for (Sequences* sequences : {&raw.unsplit, &dataset.train, &dataset.validation, &dataset.test}) {
    dataset.left_out += static_cast<std::int64_t>(
        std::erase_if(*sequences, [least](const Sequence& sequence) { return sequence.length < least; }));
  }
}

void deal(const DatasetDescription& description, RawDataset& raw) {
  if (!raw.unsplit.empty()) split_by_group(std::move(raw.unsplit), description.split, raw.dataset);
  if (description.format == "csv" || has_split(description, "validation")) return;
  carve_validation(description.carved, raw.dataset);
}

void check_splits(const DatasetDescription& description, const Dataset& dataset) {
  if (!dataset.train.empty() && !dataset.validation.empty() && !dataset.test.empty()) return;
  throw InputError(fmt::format("{}: a split is empty (train {}, validation {}, test {}); change [split]",
                               description.file.string(), dataset.train.size(), dataset.validation.size(),
                               dataset.test.size()));
}

}  // namespace

Dataset load_dataset(const DatasetDescription& description, const std::vector<std::filesystem::path>& files) {
  check_files(description, files);
  RawDataset raw = describe(description);
  reader_of(description.format)(description, files, raw);
  drop_short(raw, description.least_length);
  deal(description, raw);
  check_splits(description, raw.dataset);
  if (!raw.labels.names().empty()) number_classes(raw.labels, raw.dataset);
  if (!raw.words.names().empty()) number_words(raw.words, description.vocabulary, raw.dataset);
  standardise(raw.dataset);
  return std::move(raw.dataset);
}

}  // namespace gatewise
