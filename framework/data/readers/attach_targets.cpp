#include "data/readers/attach_targets.hpp"

#include <fmt/format.h>

#include <map>

#include "base/error.hpp"
#include "data/readers/numbers.hpp"

namespace gatewise {
namespace {

std::vector<double> targets_of_line(const LineReader& file, const RepairRules& rules, std::int64_t& width) {
  std::vector<double> targets;
  for (const std::string_view word : split_words(file.line())) targets.push_back(read_number(file, word, rules));
  if (width == 0) width = static_cast<std::int64_t>(targets.size());
  if (static_cast<std::int64_t>(targets.size()) != width)
    file.fail(fmt::format("{} numbers, the lines before have {}", targets.size(), width));
  return targets;
}

/// Gives the file's lines to the sequences from `next` on.
void attach_file(const std::filesystem::path& path, const TextRules& rules, Sequences& sequences, std::size_t& next,
                 RawDataset& raw) {
  LineReader file(path, rules, &raw.dataset.repairs);
  while (file.next()) {
    if (is_blank(file.line())) continue;
    if (next == sequences.size()) file.fail(fmt::format("a target more than the {} sequences", sequences.size()));
    sequences[next++].targets = targets_of_line(file, rules.repair, raw.dataset.outputs);
  }
}

}  // namespace

void attach_targets(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                    RawDataset& raw) {
  std::map<std::string, std::size_t> next;  // by split
  for (std::size_t i = 0; i < files.size(); ++i) {
    const DataFile& file = description.files[i];
    if (file.role != "targets") continue;
    attach_file(files[i], description.text, sequences_of(raw, file.split), next[file.split], raw);
  }
  for (const auto& [split, count] : next) {
    const std::size_t wanted = sequences_of(raw, split).size();
    if (count != wanted) {
      throw InputError(fmt::format("{}: the files of role \"targets\" hold {} lines for {} sequences of {}",
                                   description.file.string(), count, wanted, split.empty() ? "the dataset" : split));
    }
  }
}

}  // namespace gatewise
