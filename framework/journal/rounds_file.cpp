#include "journal/rounds_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/own_file.hpp"

namespace gatewise {
namespace {

std::string new_session_id() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

/// The whole lines of a file.
std::vector<Json> whole_lines(const std::filesystem::path& path) {
  std::vector<Json> lines;
  const OwnFile file = OwnFile::in_folder(path);
  if (!file.exists()) return lines;
  const std::string text = file.read();
  for (std::size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    Json json = try_parse_json(std::string_view(text).substr(begin, end - begin));
    if (!json.is_object()) break;
    lines.push_back(std::move(json));
  }
  return lines;
}

/// Whether a line is what keep() writes: a block for each trial.
bool is_round(const Json& line) {
  const auto blocks = line.find("blocks");
  return blocks != line.end() && blocks->is_object() &&
         std::all_of(blocks->begin(), blocks->end(), [](const Json& block) { return block.is_object(); });
}

bool is_text(const Json& line, const char* key) { return line.contains(key) && line.at(key).is_string(); }

}  // namespace

RoundsFile::RoundsFile(std::filesystem::path file, std::string host) : file_(std::move(file)), host_(std::move(host)) {
  std::vector<Json> lines = whole_lines(file_);
  if (lines.empty() || !is_text(lines.front(), "host") || !is_text(lines.front(), "session")) return;
  if (lines.front().at("host") != host_) return;
  session_ = lines.front().at("session");
  for (const Json& line : lines) {
    if (line.contains("sitting")) ++sittings_;
    if (!line.contains("blocks")) continue;
    if (!is_round(line)) break;  // what follows is as if it had not been measured
    ++rounds_;
    for (const auto& [key, block] : line.at("blocks").items()) blocks_[key].push_back(block);
  }
  std::erase_if(blocks_, [&](const auto& entry) { return static_cast<std::int64_t>(entry.second.size()) < rounds_; });
}

void RoundsFile::begin() {
  session_ = new_session_id();
  sittings_ = 1;
  rounds_ = 0;
  blocks_.clear();
  OwnFile::in_folder(file_).write_atomically(json_text(Json{{"session", session_}, {"host", host_}, {"sitting", 1}}) +
                                             "\n");
}

void RoundsFile::go_on() {
  ++sittings_;
  // Anew, so that a torn line goes.
  std::string text = json_text(Json{{"session", session_}, {"host", host_}, {"sitting", 1}}) + "\n";
  for (std::int64_t round = 0; round < rounds_; ++round) {
    Json blocks = Json::object();
    for (const auto& [key, all] : blocks_) blocks[key] = all.at(static_cast<std::size_t>(round));
    text += json_text(Json{{"blocks", blocks}}) + "\n";
  }
  for (std::int64_t sitting = 2; sitting <= sittings_; ++sitting) text += json_text(Json{{"sitting", sitting}}) + "\n";
  OwnFile::in_folder(file_).write_atomically(text);
}

void RoundsFile::keep(const std::map<std::string, Json>& blocks) {
  OwnFile::in_folder(file_).append_and_sync(json_text(Json{{"blocks", blocks}}) + "\n");
  ++rounds_;
}

void RoundsFile::remove() { OwnFile::in_folder(file_).remove(); }

}  // namespace gatewise
