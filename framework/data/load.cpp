#include "data/load.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "data/files/check_file.hpp"
#include "data/preparation/answer_inventory.hpp"
#include "data/preparation/class_inventory.hpp"
#include "data/preparation/deal.hpp"
#include "data/preparation/duplicates.hpp"
#include "data/preparation/entity_borders.hpp"
#include "data/preparation/forecast_windows.hpp"
#include "data/preparation/repair_missing.hpp"
#include "data/preparation/split_needs.hpp"
#include "data/preparation/standardise.hpp"
#include "data/preparation/trim_lengths.hpp"
#include "data/preparation/vocabulary.hpp"
#include "data/readers/attach_targets.hpp"
#include "data/readers/blocks_reader.hpp"
#include "data/readers/conll_reader.hpp"
#include "data/readers/csv_sequences.hpp"
#include "data/readers/numpy_reader.hpp"
#include "data/readers/parallel_reader.hpp"
#include "data/readers/raw_dataset.hpp"
#include "data/readers/text_reader.hpp"
#include "data/readers/ts_reader.hpp"
#include "data/readers/tsf_reader.hpp"
#include "data/readers/wide_reader.hpp"
#include "data/synthetic.hpp"

namespace gatewise {
namespace {

/// Fills what it finds in the files; learns nothing from it.
using Reader = void (*)(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                        RawDataset& raw);

Reader reader_of(const std::string& format) {
  static const std::map<std::string, Reader> readers{{"csv", read_csv_sequences}, {"wide-csv", read_wide},
                                                     {"parallel", read_parallel}, {"conll", read_conll},
                                                     {"text", read_text},         {"ts", read_ts},
                                                     {"tsf", read_tsf},           {"blocks", read_blocks},
                                                     {"numpy", read_numpy},       {"synthetic", make_synthetic}};
  return readers.at(format);
}

/// Throws where a file is not what the description says; returns each file's sha256.
std::vector<std::string> check_files(const DatasetDescription& description,
                                     const std::vector<std::filesystem::path>& files) {
  if (files.size() != description.files.size()) {
    throw InputError(fmt::format("{}: {} files are named, {} were given", description.file.string(),
                                 description.files.size(), files.size()));
  }
  const std::string remedy = fmt::format("dataset '{}' needs it as {} says", description.id, description.file.string());
  std::vector<std::string> digests;
  for (std::size_t i = 0; i < files.size(); ++i) digests.push_back(check_file(files[i], description.files[i], remedy));
  return digests;
}

std::string identity_of(const DatasetDescription& description, const std::vector<std::string>& digests) {
  std::string all = read_file(description.file) + description.settings;
  for (const std::string& digest : digests) all += digest;
  return sha256(all);
}

RawDataset describe(const DatasetDescription& description, const std::vector<std::string>& digests) {
  RawDataset raw;
  raw.dataset.id = description.id;
  raw.dataset.title = description.title;
  raw.dataset.licence = description.licence;
  raw.dataset.task = description.task;
  raw.dataset.step_seconds = description.step_seconds;
  raw.dataset.sha256 = identity_of(description, digests);
  return raw;
}

void leave_out_lengths(const DatasetDescription& description, RawDataset& raw) {
  if (!raw.words.names().empty()) spell_words(description.vocabulary, raw);
  repair_missing(description, raw);
  drop_by_length(description, raw);
  if (!description.drop_duplicates) return;
  Dataset& dataset = raw.dataset;
  dataset.repairs.add("sequences whose input is there already: drop", "",
                      drop_duplicates({&raw.unsplit, &dataset.train, &dataset.validation, &dataset.test}));
}

/// Brings what no file has dealt to the three splits, and makes windows of series.
void deal(const DatasetDescription& description, RawDataset& raw) {
  const SplitRule& rule = description.split;
  const bool forecasts = description.task == Task::forecasting;
  if (split_by_files(description)) {
    if (!has_split(description, "validation")) carve_validation(rule, raw.dataset);
  } else if (!deals_rows(rule)) {
    deal_sequences(std::move(raw.unsplit), rule, raw.dataset);
    raw.unsplit.clear();
  } else if (!forecasts) {
    check_entity_borders(description, raw);
    deal_rows_of(raw.unsplit, rule, raw.dataset);
  }
  if (forecasts) cut_windows(description, raw);
}

/// What was met, as the end of a sentence; nothing where nothing was.
std::string met_in_files(const RepairLog& repairs) {
  std::vector<std::string> parts;
  for (const Repair& repair : repairs.entries()) {
    parts.push_back(fmt::format("{} {}{}", repair.count, repair.what,
                                repair.first.empty() ? "" : fmt::format(" (first at {})", repair.first)));
  }
  return parts.empty() ? "" : fmt::format("; met in the files: {}", fmt::join(parts, "; "));
}

void check_no_split_is_empty(const DatasetDescription& description, const std::string& needs, const Dataset& dataset) {
  if (!dataset.train.empty() && !dataset.validation.empty() && !dataset.test.empty()) return;
  throw InputError(fmt::format(
      "{}: a split is empty (train {}, validation {}, test {}): {}; change [split]{}{}", description.file.string(),
      dataset.train.size(), dataset.validation.size(), dataset.test.size(), needs,
      description.task == Task::forecasting ? ", or shorten forecast.context" : "", met_in_files(dataset.repairs)));
}

/// A head, a floor and a confusion of so many classes take time and memory by their number times the sequences'.
void check_class_count(const DatasetDescription& description, std::size_t count) {
  constexpr std::size_t most_classes = 10'000;
  if (count <= most_classes) return;
  throw InputError(fmt::format("{}: its labels have {} values; the most are {}: is 'label' the column that is meant?",
                               description.file.string(), count, most_classes));
}

void number_negative(const DatasetDescription& description, Dataset& dataset) {
  if (description.negative.empty()) return;
  const auto found = std::find(dataset.classes.begin(), dataset.classes.end(), description.negative);
  if (found == dataset.classes.end())
    throw InputError(fmt::format("{}: 'negative' is '{}', which is no class of the dataset", description.file.string(),
                                 description.negative));
  dataset.negative_class = static_cast<std::int32_t>(found - dataset.classes.begin());
}

}  // namespace

Dataset load_dataset(const DatasetDescription& description, const std::vector<std::filesystem::path>& files) {
  RawDataset raw = describe(description, check_files(description, files));
  reader_of(description.format)(description, files, raw);
  attach_targets(description, files, raw);
  leave_out_lengths(description, raw);
  const std::string needs = split_needs(description, raw);
  deal(description, raw);
  check_no_split_is_empty(description, needs, raw.dataset);
  check_answers(description, raw.dataset);
  if (description.task != Task::forecasting) cut_to_length(description, raw.dataset);
  check_class_count(description, raw.labels.names().size());
  if (!raw.labels.names().empty()) number_classes(raw.labels, raw.dataset);
  number_negative(description, raw.dataset);
  if (!raw.words.names().empty()) number_words(raw.words, description.vocabulary, raw.dataset);
  standardise(raw.dataset);
  return std::move(raw.dataset);
}

}  // namespace gatewise
