#ifndef GATEWISE_TESTS_SUPPORT_FILES_HPP
#define GATEWISE_TESTS_SUPPORT_FILES_HPP

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace gatewise::tests {

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return std::move(bytes).str();
}

/// Writes a file, its folders included, and gives its path back.
inline std::filesystem::path write(const std::filesystem::path& file, const std::string& bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary);
  stream << bytes;
  if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
  return file;
}

/// Every path below a folder with what it holds: equal snapshots mean that nothing was written in between.
inline std::map<std::string, std::string> snapshot(const std::filesystem::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).string();
    all[name] = entry.is_regular_file() ? bytes_of(entry.path()) : "(no file)";
  }
  return all;
}

/// The paths that were added (+), removed (-) or changed (~) since; empty where nothing was written.
inline std::string changes(const std::map<std::string, std::string>& before, const std::filesystem::path& folder) {
  const std::map<std::string, std::string> now = snapshot(folder);
  std::string text;
  for (const auto& [name, bytes] : before) {
    if (now.count(name) == 0) text += "- " + name + "\n";
  }
  for (const auto& [name, bytes] : now) {
    const auto old = before.find(name);
    if (old == before.end()) text += "+ " + name + "\n";
    if (old != before.end() && old->second != bytes) text += "~ " + name + "\n";
  }
  return text;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace gatewise::tests

#endif
