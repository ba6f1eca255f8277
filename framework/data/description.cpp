#include "data/description.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <map>

#include "base/error.hpp"
#include "base/nearest_name.hpp"
#include "base/toml_table.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

const std::vector<std::string> split_names{"train", "validation", "test"};

/// A download lands below the cache at `path`: it must not lead out of there.
void check_path_of_download(const TomlTable& table, const std::string& text) {
  const std::filesystem::path path(text);
  const bool leads_out = path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
  if (leads_out) table.fail("path", fmt::format("is '{}': with a 'url' it must be relative, without '..'", text));
}

void read_url(TomlTable& table, DataFile& file) {
  file.url = table.text("url", "");
  if (file.url.empty()) return;
  if (!file.url.starts_with("https://") && !file.url.starts_with("http://"))
    table.fail("url", fmt::format("is '{}', it must begin with https:// or http://", file.url));
  if (file.bytes == 0) table.fail("bytes", "is missing: a download ends at the announced size");
  check_path_of_download(table, file.path);
}

std::string required_choice(TomlTable& table, const std::string& key, const std::vector<std::string>& allowed) {
  if (!table.has(key)) table.fail(key, fmt::format("is missing; one of {}", fmt::join(allowed, ", ")));
  return table.choice(key, "", allowed);
}

DataFile read_file_entry(TomlTable table, const std::string& format) {
  DataFile file{table.text("path"), static_cast<std::uint64_t>(table.integer("bytes", 0, 0, most)),
                table.text("sha256")};
  read_url(table, file);
  if (format != "csv") file.split = required_choice(table, "split", split_names);
  if (format == "parallel") file.role = required_choice(table, "role", {"tokens", "tags"});
  table.finish();
  return file;
}

/// Each file of tokens goes with one of tags, in the order in which they are listed.
void check_pairs(const TomlTable& root, const DatasetDescription& description) {
  for (const std::string& split : split_names) {
    const auto count = [&](const char* role) {
      return std::count_if(description.files.begin(), description.files.end(),
                           [&](const DataFile& file) { return file.split == split && file.role == role; });
    };
    if (count("tokens") == count("tags")) continue;
    root.fail("file", fmt::format("has {} of role \"tokens\" and {} of role \"tags\" in {}; each needs its partner",
                                  count("tokens"), count("tags"), split));
  }
}

void check_splits_of_files(const TomlTable& root, const DatasetDescription& description) {
  for (const char* split : {"train", "test"}) {
    if (!has_split(description, split)) root.fail("file", fmt::format("has none with split = \"{}\"", split));
  }
}

CsvColumns read_columns(TomlTable table, Task task) {
  CsvColumns columns;
  columns.group = table.text("group");
  columns.sequence = table.texts("sequence", {columns.group});
  if (task != Task::forecasting) columns.label = table.text("label");
  columns.features = table.texts("features", {});
  if (columns.features.empty()) table.fail("features", "must name at least one column");
  columns.log1p = table.texts("log1p", {});
  for (const std::string& name : columns.log1p) {
    if (std::find(columns.features.begin(), columns.features.end(), name) == columns.features.end()) {
      table.fail("log1p", fmt::format("names '{}', which is none of the features", name));
    }
  }
  table.finish();
  return columns;
}

GroupSplit read_split(TomlTable table) {
  GroupSplit split;
  split.validation = table.number("validation", split.validation, 0.01, 0.9);
  split.test = table.number("test", split.test, 0.01, 0.9);
  split.seed = static_cast<std::uint64_t>(table.integer("seed", 1, 0, most));
  if (split.validation + split.test >= 0.95) table.fail("test", "and 'validation' leave nothing to train on");
  table.finish();
  return split;
}

ForecastWindows read_forecast(TomlTable table) {
  ForecastWindows windows;
  windows.target = table.text("target");
  windows.context = table.integer("context", windows.context, 1, most);
  windows.outputs = table.integer("outputs", windows.outputs, 1, most);
  windows.window = table.integer("window", windows.window, 1, most);
  windows.stride = table.integer("stride", windows.stride, 1, most);
  windows.residual = table.boolean("residual", windows.residual);
  if (windows.window > windows.context) table.fail("window", "is longer than 'context'");
  table.finish();
  return windows;
}

CarvedValidation read_carved(TomlTable table, bool groups) {
  CarvedValidation carved;
  carved.share = table.number("validation", carved.share, 0.01, 0.9);
  carved.by_group = table.choice("by", groups ? "group" : "sequence", {"group", "sequence"}) == "group";
  if (carved.by_group && !groups) table.fail("by", "is 'group', but nothing says which sequences form one");
  carved.seed = static_cast<std::uint64_t>(table.integer("seed", 1, 0, most));
  table.finish();
  return carved;
}

void check_whole_groups(const TomlTable& table, const BlockLayout& layout) {
  if (layout.per_group == 0) return;
  for (const auto& [split, count] : layout.per_class) {
    if (count % layout.per_group != 0)
      table.fail("per_group", fmt::format("is {}, which does not divide the {} blocks of a class in {}",
                                          layout.per_group, count, split));
  }
}

BlockLayout read_blocks(TomlTable table, const DatasetDescription& description) {
  BlockLayout layout;
  TomlTable per_class = table.table("per_class");
  for (const std::string& split : split_names) {
    if (!has_split(description, split)) continue;
    if (!per_class.has(split)) table.fail("per_class", fmt::format("lacks '{}', which has files", split));
    layout.per_class[split] = per_class.integer(split, 0, 1, most);
  }
  per_class.finish();
  layout.classes = table.texts("classes", {});
  layout.per_group = table.integer("per_group", 0, 0, most);
  check_whole_groups(table, layout);
  table.finish();
  return layout;
}

VocabularyRule read_vocabulary(TomlTable table) {
  VocabularyRule rule;
  rule.least_count = table.integer("least_count", 1, 1, most);
  rule.lower_case = table.boolean("lower_case", false);
  rule.fold_digits = table.choice("digits", "keep", {"keep", "fold"}) == "fold";
  table.finish();
  return rule;
}

/// A format whose files answer one task only is for no other.
void check_task(const TomlTable& root, const DatasetDescription& description) {
  const auto only = [&](const char* format, Task task) {
    if (description.format != format || description.task == task) return;
    root.fail("task",
              fmt::format("is '{}', format '{}' is for '{}'", task_name(description.task), format, task_name(task)));
  };
  only("parallel", Task::token_labelling);
  only("blocks", Task::sequence_classification);
}

void read_csv_tables(TomlTable& root, DatasetDescription& description) {
  description.columns = read_columns(root.table("columns"), description.task);
  description.split = read_split(root.table("split"));
  if (description.task == Task::forecasting) description.forecast = read_forecast(root.table("forecast"));
}

/// The tables of formats whose files belong to splits.
void read_split_file_tables(TomlTable& root, DatasetDescription& description) {
  check_splits_of_files(root, description);
  if (description.format == "parallel") check_pairs(root, description);
  if (description.format == "parallel") description.vocabulary = read_vocabulary(root.table("vocabulary"));
  if (description.format == "blocks") description.blocks = read_blocks(root.table("blocks"), description);
  if (!has_split(description, "validation"))
    description.carved = read_carved(root.table("split"), description.blocks.per_group > 0);
}

}  // namespace

bool has_split(const DatasetDescription& description, const std::string& split) {
  return std::any_of(description.files.begin(), description.files.end(),
                     [&](const DataFile& file) { return file.split == split; });
}

DatasetDescription read_dataset_description(const std::filesystem::path& file) {
  const toml::table document = parse_toml_file(file);
  TomlTable root(document, file.string(), "");
  DatasetDescription description;
  description.file = file;
  description.id = root.text("id");
  if (description.id != file.stem().string())
    root.fail("id", fmt::format("must be the file's name, '{}'", file.stem().string()));
  description.title = root.text("title");
  description.licence = root.text("licence");
  description.source = root.text("source");
  description.task = parse_task(root.choice("task", "sequence-classification", task_names()));
  description.format = root.choice("format", "csv", {"csv", "parallel", "blocks"});
  check_task(root, description);
  description.step_seconds = root.number("step_seconds", 0, 0, 1e9);
  description.least_length = root.integer("least_length", 1, 1, most);
  for (TomlTable& entry : root.tables("file")) description.files.push_back(read_file_entry(entry, description.format));
  if (description.files.empty()) root.fail("file", "is missing: a dataset needs at least one [[file]]");
  description.format == "csv" ? read_csv_tables(root, description) : read_split_file_tables(root, description);
  root.finish();
  return description;
}

std::vector<std::filesystem::path> list_datasets(const std::vector<std::filesystem::path>& folders) {
  std::map<std::string, std::filesystem::path> by_id;
  for (const std::filesystem::path& folder : folders) {
    if (!std::filesystem::is_directory(folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".toml") by_id.emplace(entry.path().stem().string(), entry.path());
    }
  }
  std::vector<std::filesystem::path> files;
  for (const auto& [id, path] : by_id) files.push_back(path);
  return files;
}

std::filesystem::path find_dataset(const std::string& id, const std::vector<std::filesystem::path>& folders) {
  std::vector<std::string> known;
  for (const std::filesystem::path& file : list_datasets(folders)) {
    known.push_back(file.stem().string());
    if (known.back() == id) return file;
  }
  std::vector<std::string> looked;
  for (const auto& folder : folders) looked.push_back(folder.string());
  throw InputError(fmt::format("no dataset '{}' in {}{}", id, fmt::join(looked, ", "), suggestion(id, known)));
}

}  // namespace gatewise
