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

DataFile read_file_entry(TomlTable table) {
  DataFile file{table.text("path"), static_cast<std::uint64_t>(table.integer("bytes", 0, 0, most)),
                table.text("sha256")};
  table.finish();
  return file;
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

}  // namespace

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
  root.choice("format", "csv", {"csv"});
  description.step_seconds = root.number("step_seconds", 0, 0, 1e9);
  description.least_length = root.integer("least_length", 1, 1, most);
  for (TomlTable& entry : root.tables("file")) description.files.push_back(read_file_entry(entry));
  if (description.files.empty()) root.fail("file", "is missing: a dataset needs at least one [[file]]");
  description.columns = read_columns(root.table("columns"), description.task);
  description.split = read_split(root.table("split"));
  if (description.task == Task::forecasting) description.forecast = read_forecast(root.table("forecast"));
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
