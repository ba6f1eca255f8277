#include "journal/rounds_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <random>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"

namespace gatewise {
namespace {

std::string new_session_id() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

/// The whole lines of a file.
std::vector<Json> whole_lines(const std::filesystem::path& file) {
  std::vector<Json> lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line) && !stream.eof();) {
    Json json = try_parse_json(line);
    if (!json.is_object()) break;
    lines.push_back(std::move(json));
  }
  return lines;
}

}  // namespace

RoundsFile::RoundsFile(std::filesystem::path file, std::string host) : file_(std::move(file)), host_(std::move(host)) {
  std::vector<Json> lines = whole_lines(file_);
  if (lines.empty() || lines.front().value("host", "") != host_) return;
  session_ = lines.front().value("session", "");
  for (const Json& line : lines) {
    if (line.contains("sitting")) ++sittings_;
    if (!line.contains("blocks")) continue;
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
  write_file_atomically(file_, json_text(Json{{"session", session_}, {"host", host_}, {"sitting", 1}}) + "\n");
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
  write_file_atomically(file_, text);
}

void RoundsFile::keep(const std::map<std::string, Json>& blocks) {
  append_and_sync(file_, json_text(Json{{"blocks", blocks}}) + "\n");
  ++rounds_;
}

void RoundsFile::remove() { std::filesystem::remove(file_); }

}  // namespace gatewise
