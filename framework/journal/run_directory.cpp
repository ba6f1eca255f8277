#include "journal/run_directory.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/json_text.hpp"
#include "base/own_file.hpp"
#include "base/reason_of.hpp"
#include "journal/journal.hpp"
#include "journal/record_checks.hpp"
#include "journal/recorded_sizes.hpp"
#include "suite/sizes.hpp"

namespace gatewise {
namespace {

constexpr int directory_schema = 1;

[[noreturn]] void refuse_run_json(const std::filesystem::path& file, const std::string& reason) {
  throw InputError(fmt::format("{}: not a run.json that this program reads (schema {}): {}", file.string(),
                               directory_schema, reason));
}

Json read_run_json(const std::filesystem::path& path) {
  const OwnFile file(path, "run.json");
  if (!file.exists()) {
    throw InputError(fmt::format(
        "{}: holds no run (run.json is missing); give the directory that `gatewise run` printed", path.string()));
  }
  const std::string text = file.read();
  try {
    Json json = parse_json(text);
    if (integer_at(json, "schema", 0, most_count) != directory_schema)
      throw std::runtime_error(fmt::format("its schema is {}", json.at("schema").dump()));
    if (!is_bare_name(text_at(json, "suite"))) throw std::runtime_error("its 'suite' is no name");
    const auto options = member_of(json, "options").get<RunOptions>();
    for (const Json& family : options.families) family.get<Family>();
    return json;
  } catch (const std::exception& error) {
    refuse_run_json(file.path(), reason_of(error));
  }
}

constexpr std::array<const char*, 5> folders{"journal", "weights", "logs", "partial", "locks"};

/// Before anything is listed, made or removed in one of them: a stranger's link would lead elsewhere.
void check_folders(const std::filesystem::path& path) {
  for (const char* folder : folders) is_own_folder(path / folder);
  is_own_folder(path / "lengths");
}

/// A run that was ended before its run.json was there holds nothing but what create() makes.
bool was_being_made(const std::filesystem::path& path) {
  return std::all_of(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator(),
                     [](const std::filesystem::directory_entry& entry) {
                       const std::string name = entry.path().filename().string();
                       const bool folder = std::find(folders.begin(), folders.end(), name) != folders.end();
                       return folder || name.rfind("suite.toml", 0) == 0 || name.rfind("run.json.", 0) == 0;
                     });
}

void refuse_foreign(const std::filesystem::path& path, const Suite& suite) {
  if (!std::filesystem::exists(path)) return;
  if (!std::filesystem::is_directory(path))
    throw InputError(fmt::format("{}: is no directory; give --out another name", path.string()));
  if (std::filesystem::is_empty(path)) return;
  if (!OwnFile(path, "run.json").exists()) {
    if (was_being_made(path)) return;
    throw InputError(
        fmt::format("{}: is not empty and holds no run; give --out a new or an empty directory", path.string()));
  }
  const std::string other = read_run_json(path).at("suite");
  if (other != suite.name) {
    throw InputError(fmt::format("{}: holds a run of suite '{}', not of '{}'; give --out another directory",
                                 path.string(), other, suite.name));
  }
}

/// A distribution of lengths that stands beside the suite goes with the run, whose copy of the suite names it, too.
void keep_lengths(const std::filesystem::path& path, const Suite& suite) {
  const std::filesystem::path name = std::filesystem::path("lengths") / (suite.workload.lengths.name + ".toml");
  const std::filesystem::path file = std::filesystem::absolute(suite.file).parent_path() / name;
  if (suite.workload.lengths.is_dataset() || !std::filesystem::exists(file)) return;
  std::filesystem::create_directories((path / name).parent_path());
  OwnFile(path, name).write_atomically(read_file(file));
}

/// A subject as part of a file's name.
std::string file_name(std::string subject, char blank) {
  std::replace_if(
      subject.begin(), subject.end(), [](char c) { return c == '/' || c == ' '; }, blank);
  return subject;
}

/// Shards of one run must be of one mind: the one that comes later would change what the others work on.
void refuse_other_suite(const RunDirectory& run, const RunLock& lock, const std::string& suite, const Json& run_json) {
  if (!OwnFile(run.path(), "run.json").exists() || !lock.shares()) return;
  if (OwnFile(run.path(), "suite.toml").read() == suite && read_run_json(run.path()) == run_json) return;
  throw InputError(fmt::format(
      "{}: another shard works here with another suite or other options; give the same, or wait for its end",
      run.path().string()));
}

/// Files that were being written when a run was killed.
void remove_leftovers(const std::filesystem::path& path) {
  for (const std::filesystem::path& folder : {path, path / "weights", path / "partial"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".tmp") std::filesystem::remove(entry.path());
    }
  }
}

void make_folders(const std::filesystem::path& path) {
  check_folders(path);
  for (const char* folder : folders) {
    std::error_code code;
    std::filesystem::create_directories(path / folder, code);
    if (code)
      throw InputError(fmt::format("{}: cannot be made: {}; give --out a directory that you may write",
                                   (path / folder).string(), code.message()));
  }
  if (::access(path.c_str(), W_OK) != 0)
    throw InputError(
        fmt::format("{}: may not be written: {}; give --out another directory", path.string(), std::strerror(errno)));
}

}  // namespace

void to_json(Json& json, const RunOptions& options) {
  json = {{"overrides", options.overrides}, {"effort", options.effort}, {"max_seconds", options.max_seconds},
          {"suite", options.suite},         {"offers", options.offers}, {"families", options.families}};
  if (options.comparison.empty()) return;
  json["is_seeded"] = options.is_seeded;
  json["only"] = options.only;
  json["comparison"] = options.comparison;
}

void from_json(const Json& json, RunOptions& options) {
  options = {json.at("overrides"),
             text_at(json, "effort"),
             amount_at(json, "max_seconds"),
             text_at(json, "suite"),
             json.value("offers", Offers{}),  // neither this nor the next before version 0.3
             json.value("families", Json::array()),
             json.value("is_seeded", false),
             json.value("only", std::set<std::string>{}),
             json.value("comparison", "")};
}

void apply_choice(Suite& suite, const RunOptions& options) {
  suite.offers = options.offers;
  suite.only = options.only;
  suite.comparison = options.comparison;
  suite.is_seeded = suite.is_seeded || options.is_seeded;
  if (suite.is_seeded) suite.seeds.resize(1);
}

void apply_options(Suite& suite, const RunOptions& options) {
  apply_choice(suite, options);
  apply_effort(suite, options.effort);
}

RunDirectory RunDirectory::create(const std::filesystem::path& path, const Suite& suite, const RunOptions& options,
                                  const Shard& shard) {
  refuse_foreign(path, suite);
  make_folders(path);
  RunDirectory run(path);
  run.shard_ = shard;
  run.lock_ = std::make_shared<RunLock>(run.lock_file(), shard);
  const std::string text = read_file(suite.file);
  const Json run_json{
      {"schema", directory_schema}, {"suite", suite.name}, {"program", GATEWISE_VERSION}, {"options", options}};
  refuse_other_suite(run, *run.lock_, text, run_json);
  if (shard.count == 1) remove_leftovers(path);  // nobody else can be writing here
  OwnFile(path, "suite.toml").write_atomically(text);
  keep_lengths(path, suite);
  OwnFile(path, "run.json").write_atomically(json_text(run_json, 2) + "\n");
  run.lock_->ready();
  return run;
}

RunDirectory RunDirectory::open(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) throw InputError(fmt::format("{}: no such run directory", path.string()));
  check_folders(path);
  read_run_json(path);
  return RunDirectory(path);
}

std::filesystem::path RunDirectory::log(const std::string& kind, const std::string& subject) const {
  return logs() / (file_name(kind + " " + subject, '_') + ".log");
}

std::filesystem::path RunDirectory::weights_of(const std::string& subject, const std::string& key) const {
  return weights() / fmt::format("{}.{}.safetensors", file_name(subject, '-'), key.substr(0, 12));
}

RunOptions RunDirectory::options() const { return read_run_json(path_).at("options").get<RunOptions>(); }

Suite RunDirectory::suite() const {
  const RunOptions chosen = options();
  // The copy is called suite.toml: a suite that takes its name from its file keeps the one it was run under.
  std::vector<std::string> overrides = chosen.overrides;
  overrides.push_back("name=" + read_run_json(path_).at("suite").dump());
  for (const Json& family : chosen.families) add_family(family.get<Family>());
  const OwnFile file(path_, "suite.toml");
  file.exists();  // a link is refused
  Suite suite = read_suite(file.path(), overrides);
  apply_options(suite, chosen);
  if (suite.size_rule) apply_sizes(suite, read_sizes(suite, Journal(journal())));
  return suite;
}

Json RunDirectory::environment() const {
  const OwnFile file(path_, "environment.json");
  if (!file.exists()) return nullptr;
  const std::string text = file.read();
  try {
    Json environment = parse_json(text);
    check_environment(environment);
    return environment;
  } catch (const std::exception& error) {
    throw InputError(fmt::format("{}: {}; take it from where the run came from again, or remove it",
                                 file.path().string(), reason_of(error)));
  }
}

void RunDirectory::write_environment(const Json& environment) const {
  OwnFile(path_, "environment.json").write_atomically(json_text(environment, 2) + "\n");
}

std::filesystem::path default_run_path(const std::string& suite) {
  const std::time_t now = std::time(nullptr);
  const std::string name = fmt::format("{}-{:%Y%m%dT%H%M%SZ}", suite, fmt::gmtime(now));
  // A clock that was set back gives a name again: what is there must not be taken for the same run.
  std::filesystem::path path = std::filesystem::path("runs") / name;
  for (int number = 2; std::filesystem::exists(path); ++number)
    path = std::filesystem::path("runs") / fmt::format("{}-{}", name, number);
  return path;
}

}  // namespace gatewise
