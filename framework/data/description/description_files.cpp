#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <set>

#include "data/description/description_tables.hpp"

namespace gatewise {
namespace {

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
  if (file.sha256.empty()) table.fail("sha256", "is missing: a download is checked against it");
  check_path_of_download(table, file.path);
}

/// What a file may be for each format; "" stands for the sequences themselves.
std::vector<std::string> roles_of(const DatasetDescription& description) {
  const std::string& format = description.format;
  if (format == "parallel")
    return description.task == Task::token_labelling ? std::vector<std::string>{"tokens", "tags"}
                                                     : std::vector<std::string>{"tokens", "labels"};
  if (format == "numpy") return {"", "x", "y", "lengths", "groups"};
  if (format == "wide-csv") return {"", "continuation"};
  const bool numbers = format == "csv" || format == "blocks";
  if (numbers && description.task == Task::sequence_regression) return {"", "targets"};
  return {""};
}

std::string read_role(TomlTable& table, const std::vector<std::string>& roles) {
  std::vector<std::string> named = roles;
  std::erase(named, "");
  if (named.empty()) return "";  // finish() refuses the key
  if (std::find(roles.begin(), roles.end(), "") != roles.end() && !table.has("role")) return "";
  if (!table.has("role")) table.fail("role", fmt::format("is missing; one of {}", fmt::join(named, ", ")));
  return table.choice("role", "", named);
}

DataFile read_file_entry(TomlTable table, const DatasetDescription& description) {
  DataFile file{table.text("path"), static_cast<std::uint64_t>(table.integer("bytes", 0, 0, any_size)),
                table.text("sha256", "")};
  read_url(table, file);
  if (table.has("split")) file.split = table.choice("split", "", split_names());
  file.role = read_role(table, roles_of(description));
  if (description.format == "blocks" && description.task == Task::sequence_classification)
    file.label = table.text("label", "");
  table.finish();
  return file;
}

/// Each file of tokens goes with one of its partner's role, in the order in which they are listed.
void check_pairs(const TomlTable& root, const std::vector<DataFile>& files, const std::string& partner) {
  std::set<std::string> splits;
  for (const DataFile& file : files) splits.insert(file.split);
  for (const std::string& split : splits) {
    const auto count = [&](const std::string& role) {
      return std::count_if(files.begin(), files.end(),
                           [&](const DataFile& file) { return file.split == split && file.role == role; });
    };
    if (count("tokens") == count(partner)) continue;
    root.fail("file", fmt::format("has {} of role \"tokens\" and {} of role \"{}\" in {}; each needs its partner",
                                  count("tokens"), count(partner), partner, split.empty() ? "no split" : split));
  }
}

/// Either files say of which split they are, or [split] deals what is in them.
void check_split_names(const TomlTable& root, const std::vector<DataFile>& files) {
  const auto named =
      std::count_if(files.begin(), files.end(), [](const DataFile& file) { return !file.split.empty(); });
  if (named == 0) return;
  if (named != static_cast<std::ptrdiff_t>(files.size()))
    root.fail("file",
              fmt::format("says a split for {} of {} files; say one for each or for none", named, files.size()));
  for (const char* split : {"train", "test"}) {
    if (std::none_of(files.begin(), files.end(), [&](const DataFile& file) { return file.split == split; }))
      root.fail("file", fmt::format("has none with split = \"{}\"", split));
  }
}

/// A labelled block knows its class from its file, or from its place; not both.
void check_labels(const TomlTable& root, const std::vector<DataFile>& files) {
  const auto named =
      std::count_if(files.begin(), files.end(), [](const DataFile& file) { return !file.label.empty(); });
  if (named == 0 || named == static_cast<std::ptrdiff_t>(files.size())) return;
  root.fail("file", fmt::format("says a label for {} of {} files; say one for each or for none", named, files.size()));
}

}  // namespace

const std::vector<std::string>& split_names() {
  static const std::vector<std::string> names{"train", "validation", "test"};
  return names;
}

std::vector<DataFile> read_files(TomlTable& root, const DatasetDescription& description) {
  std::vector<DataFile> files;
  for (TomlTable& entry : root.tables("file")) files.push_back(read_file_entry(entry, description));
  if (files.empty()) root.fail("file", "is missing: a dataset needs at least one [[file]]");
  check_split_names(root, files);
  check_labels(root, files);
  if (description.format == "parallel") check_pairs(root, files, roles_of(description)[1]);
  return files;
}

}  // namespace gatewise
