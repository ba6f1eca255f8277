#include "run/run_directory.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "base/error.hpp"
#include "base/files.hpp"
#include "run/journal.hpp"

namespace gatewise {
namespace {

constexpr int schema = 1;

Json read_run_json(const std::filesystem::path& path) {
  const std::filesystem::path file = path / "run.json";
  if (!std::filesystem::exists(file)) {
    throw InputError(fmt::format(
        "{}: holds no run (run.json is missing); give the directory that `gatewise run` printed", path.string()));
  }
  Json json = Json::parse(read_file(file), nullptr, false);
  if (!json.is_object() || json.value("schema", Json()) != schema || !json.contains("suite") ||
      !json.contains("options")) {
    throw InputError(fmt::format("{}: not a run.json that this program reads (schema {})", file.string(), schema));
  }
  return json;
}

void refuse_foreign(const std::filesystem::path& path, const Suite& suite) {
  if (!std::filesystem::exists(path)) return;
  if (!std::filesystem::is_directory(path))
    throw InputError(fmt::format("{}: is no directory; give --out another name", path.string()));
  if (std::filesystem::is_empty(path)) return;
  if (!std::filesystem::exists(path / "run.json")) {
    throw InputError(
        fmt::format("{}: is not empty and holds no run; give --out a new or an empty directory", path.string()));
  }
  const std::string other = read_run_json(path).at("suite");
  if (other != suite.name) {
    throw InputError(fmt::format("{}: holds a run of suite '{}', not of '{}'; give --out another directory",
                                 path.string(), other, suite.name));
  }
}

void make_folders(const std::filesystem::path& path) {
  for (const char* folder : {"journal", "weights", "logs"}) {
    std::error_code code;
    std::filesystem::create_directories(path / folder, code);
    if (code)
      throw InputError(fmt::format("{}: cannot be made: {}; give --out a directory that you may write",
                                   (path / folder).string(), code.message()));
  }
  if (::access(path.c_str(), W_OK) != 0)
    throw InputError(fmt::format("{}: may not be written; give --out another directory", path.string()));
}

}  // namespace

void to_json(Json& json, const RunOptions& options) {
  json = {{"overrides", options.overrides}, {"effort", options.effort}, {"max_seconds", options.max_seconds},
          {"suite", options.suite},         {"offers", options.offers}, {"families", options.families}};
}

void from_json(const Json& json, RunOptions& options) {
  options = {json.at("overrides"),           json.at("effort"),
             json.at("max_seconds"),         json.at("suite"),
             json.value("offers", Offers{}), json.value("families", Json::array())};  // neither before version 0.3
}

RunDirectory RunDirectory::create(const std::filesystem::path& path, const Suite& suite, const RunOptions& options) {
  refuse_foreign(path, suite);
  const Journal readable(path / "journal");  // throws where a line is corrupt, before anything is written
  make_folders(path);
  write_file_atomically(path / "suite.toml", read_file(suite.file));
  write_file_atomically(
      path / "run.json",
      Json{{"schema", schema}, {"suite", suite.name}, {"program", GATEWISE_VERSION}, {"options", options}}.dump(2) +
          "\n");
  return RunDirectory(path);
}

RunDirectory RunDirectory::open(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) throw InputError(fmt::format("{}: no such run directory", path.string()));
  read_run_json(path);
  return RunDirectory(path);
}

std::filesystem::path RunDirectory::log(const std::string& subject) const {
  std::string name = subject;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == ' '; }, '_');
  return path_ / "logs" / (name + ".log");
}

RunOptions RunDirectory::options() const { return read_run_json(path_).at("options").get<RunOptions>(); }

Suite RunDirectory::suite() const {
  const RunOptions chosen = options();
  // The copy is called suite.toml: a suite that takes its name from its file keeps the one it was run under.
  std::vector<std::string> overrides = chosen.overrides;
  overrides.push_back("name=" + read_run_json(path_).at("suite").dump());
  for (const Json& family : chosen.families) add_family(family.get<Family>());
  Suite suite = read_suite(path_ / "suite.toml", overrides);
  suite.offers = chosen.offers;
  apply_effort(suite, chosen.effort);
  return suite;
}

Json RunDirectory::environment() const {
  const std::filesystem::path file = path_ / "environment.json";
  return std::filesystem::exists(file) ? Json::parse(read_file(file)) : Json(nullptr);
}

void RunDirectory::write_environment(const Json& environment) const {
  write_file_atomically(path_ / "environment.json", environment.dump(2) + "\n");
}

std::filesystem::path default_run_path(const std::string& suite) {
  const std::time_t now = std::time(nullptr);
  return std::filesystem::path("runs") / fmt::format("{}-{:%Y%m%dT%H%M%SZ}", suite, fmt::gmtime(now));
}

}  // namespace gatewise
