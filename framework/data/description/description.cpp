#include "data/description/description.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <limits>
#include <map>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/nearest_name.hpp"
#include "data/description/description_tables.hpp"

namespace gatewise {
namespace {

using enum Task;

/// The tasks that a format's files can answer.
const std::map<std::string, std::vector<Task>>& tasks_of_formats() {
  static const std::vector<Task> all{sequence_classification, token_labelling, forecasting, sequence_regression,
                                     step_regression};
  static const std::map<std::string, std::vector<Task>> tasks{
      {"csv", all},
      {"wide-csv", {forecasting}},
      {"parallel", {token_labelling, sequence_classification}},
      {"conll", {token_labelling}},
      {"text", {sequence_classification}},
      {"ts", {sequence_classification, sequence_regression, forecasting}},
      {"tsf", {forecasting}},
      {"blocks", {sequence_classification, sequence_regression}},
      {"numpy", all},
      {"synthetic", {sequence_classification, token_labelling, sequence_regression}},
  };
  return tasks;
}

void check_task(const TomlTable& root, const DatasetDescription& description) {
  const std::vector<Task>& tasks = tasks_of_formats().at(description.format);
  if (std::find(tasks.begin(), tasks.end(), description.task) != tasks.end()) return;
  std::vector<std::string> names;
  for (const Task task : tasks) names.push_back(task_name(task));
  root.fail("task", fmt::format("is '{}', format '{}' is for {}", task_name(description.task), description.format,
                                fmt::join(names, ", ")));
}

bool holds_words(const DatasetDescription& description) {
  const std::string& format = description.format;
  return format == "parallel" || format == "conll" || format == "text";
}

/// Formats whose numbers no comma parts but where another separator is said.
bool reads_decimals(const std::string& format) { return format == "csv" || format == "wide-csv" || format == "blocks"; }

char read_decimal(TomlTable& root) {
  const std::string mark = root.text("decimal", ".");
  if (mark != "." && mark != ",") root.fail("decimal", fmt::format("is '{}'; a fraction follows \".\" or \",\"", mark));
  return mark.front();
}

/// A line that one file lacks would shift its partner.
void check_repair(TomlTable& root, const DatasetDescription& description) {
  const RepairRules& rules = description.text.repair;
  if (rules.time_gap != Remedy::keep && description.step_seconds == 0)
    root.fail("repair", "says what to do with a time_gap, which can't be seen without 'step_seconds'");
  if (rules.missing == Remedy::interpolate && description.task == forecasting)
    root.fail("repair", "interpolates missing values, which looks ahead of a forecast; use \"hold\"");
  if (description.format != "parallel") return;
  if (rules.utf8 == Remedy::drop || rules.long_lines == Remedy::drop)
    root.fail("repair", "drops lines, which would part files that belong together line by line; replace or cut");
}

void read_format_tables(TomlTable& root, DatasetDescription& description) {
  const std::string& format = description.format;
  if (format == "csv") description.columns = read_columns(root.table("columns"), description.task);
  if (format == "wide-csv") description.wide = read_wide(root.table("wide"));
  if (format == "conll") description.conll = read_conll_table(root.table("conll"));
  if (format == "text") description.label_text = read_text_table(root.table("text"));
  if (format == "numpy") description.arrays = read_arrays(root.table("arrays"));
  if (format == "synthetic") {
    description.synthetic = read_synthetic(root.table("synthetic"), description.task);
  } else {
    description.files = read_files(root, description);
  }
  if (format == "blocks") description.blocks = read_blocks_table(root.table("blocks"), description);
  if (holds_words(description)) description.vocabulary = read_vocabulary(root.table("vocabulary"), format);
  if (description.task == forecasting) description.forecast = read_forecast(root.table("forecast"), format);
}

/// A series' own units come from its own past, which whole series that are dealt do not have.
void check_scale(const TomlTable& root, const DatasetDescription& description) {
  const std::string& by = description.split.by;
  if (!description.forecast.series_scale) return;
  if (!split_by_files(description) && (by == "time" || by == "rows" || by == "end")) return;
  root.fail("forecast", "says scale = \"series\", which needs each series' own past: split by time, rows or end");
}

/// Numbers stand in columns or in files of their own.
void check_targets(const TomlTable& root, const DatasetDescription& description) {
  const bool files = std::any_of(description.files.begin(), description.files.end(),
                                 [](const DataFile& file) { return file.role == "targets"; });
  if (files && !description.columns.targets.empty())
    root.fail("columns", "names targets, but a [[file]] of role \"targets\" holds them, too");
}

void read_lengths(TomlTable& root, DatasetDescription& description) {
  description.least_length = root.integer("least_length", 1, 1, any_size);
  description.most_length = root.integer("most_length", 0, 0, any_size);
  if (description.most_length == 0) return;
  if (description.most_length < description.least_length) root.fail("most_length", "is below 'least_length'");
  std::vector<std::string> ways{"cut", "drop"};
  if (description.task == forecasting) ways = {"drop"};  // forecast.context is what a model sees of a series
  if (answers_every_step(description.task)) ways.push_back("pieces");  // one answer a sequence can't be cut up
  description.longer = root.choice("longer", ways.front(), ways);
}

toml::table with_settings(const std::filesystem::path& file, const std::string& settings) {
  toml::table document = parse_toml_file(file);
  if (!settings.empty()) lay_over(document, parse_toml(settings, file.string()));
  return document;
}

}  // namespace

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const auto& [format, tasks] : tasks_of_formats()) names.push_back(format);
  return names;
}

bool has_split(const DatasetDescription& description, const std::string& split) {
  if (description.format == "synthetic") return true;
  return std::any_of(description.files.begin(), description.files.end(),
                     [&](const DataFile& file) { return file.split == split; });
}

bool split_by_files(const DatasetDescription& description) { return has_split(description, "train"); }

bool groups_by_file(const DatasetDescription& description) {
  if (description.format != "csv" || !description.columns.group.empty()) return false;
  return std::count_if(description.files.begin(), description.files.end(),
                       [](const DataFile& file) { return file.split.empty() && file.role.empty(); }) > 1;
}

DatasetDescription read_dataset_description(const std::filesystem::path& file, const std::string& settings) {
  const toml::table document = with_settings(file, settings);
  TomlTable root(document, file.string(), "");
  DatasetDescription description;
  description.file = file;
  description.settings = settings;
  description.id = root.text("id");
  if (description.id != file.stem().string())
    root.fail("id", fmt::format("must be the file's name, '{}'", file.stem().string()));
  description.title = root.text("title");
  description.licence = root.text("licence");
  description.source = root.text("source");
  description.task = parse_task(root.choice("task", "sequence-classification", dataset_task_names()));
  description.format = root.choice("format", "csv", format_names());
  check_task(root, description);
  description.text.encoding = root.choice("encoding", "utf-8", {"utf-8", "latin-1"});
  description.text.repair = read_repair(root.table("repair"), description.task);
  if (reads_decimals(description.format)) description.text.decimal = read_decimal(root);
  description.step_seconds = root.number("step_seconds", 0, 0, 1e9);
  check_repair(root, description);
  description.drop_duplicates = root.choice("duplicates", "keep", {"keep", "drop"}) == "drop";
  if (description.task == sequence_classification) description.negative = root.text("negative", "");
  read_lengths(root, description);
  read_format_tables(root, description);
  if (!has_split(description, "validation")) description.split = read_split(root.table("split"), description);
  check_scale(root, description);
  check_targets(root, description);
  for (TomlTable& entry : root.tables("published")) description.published.push_back(read_published(entry));
  root.finish();
  return description;
}

std::vector<std::filesystem::path> list_datasets(const std::vector<std::filesystem::path>& folders) {
  std::map<std::string, std::filesystem::path> by_id;
  for (const std::filesystem::path& folder : folders) {
    for (const std::filesystem::path& entry : entries_of(folder)) {
      if (entry.extension() == ".toml") by_id.emplace(entry.stem().string(), entry);
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
