#ifndef GATEWISE_JOURNAL_RUN_DIRECTORY_HPP
#define GATEWISE_JOURNAL_RUN_DIRECTORY_HPP

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "journal/run_lock.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// How a run was asked for, beside the suite: run.json.
struct RunOptions {
  std::vector<std::string> overrides;  ///< --set
  std::string effort = "standard";
  double max_seconds = 0;         ///< 0: no limit
  std::string suite{};            ///< as it was named
  Offers offers{};                ///< of the plugins that were found
  Json families = Json::array();  ///< that they bring, as they declare them
  bool is_seeded = false;         ///< cost alone, whatever the suite trains
  std::set<std::string> only{};   ///< candidates; empty: all
  std::string comparison{};       ///< as in Suite
};

/// The suite with what of it these options choose; may be applied again.
void apply_choice(Suite& suite, const RunOptions& options);

/// The suite as these options have it run: their choice, and their effort, which is applied once.
void apply_options(Suite& suite, const RunOptions& options);

void to_json(Json& json, const RunOptions& options);
void from_json(const Json& json, RunOptions& options);

/// The directory that a run leaves: runs/<suite>-<time>/.
class RunDirectory {
 public:
  /// Makes the directory, or takes up one that holds a run of a suite of the same name, and keeps it locked for this
  /// shard as long as the object lives. Writes suite.toml and run.json. Throws InputError: it can't be written, it
  /// holds another suite's run, it holds something that is no run, another process works on it. Nothing is written
  /// then.
  static RunDirectory create(const std::filesystem::path& path, const Suite& suite, const RunOptions& options,
                             const Shard& shard = {});

  /// An existing run. Throws InputError where it is none, or where a folder of it is a link.
  static RunDirectory open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path journal() const { return path_ / "journal"; }
  std::filesystem::path weights() const { return path_ / "weights"; }
  /// Where a training leaves its weights: its subject and the begin of its key, so that two recipes stand side by side.
  std::filesystem::path weights_of(const std::string& subject, const std::string& key) const;
  std::filesystem::path logs() const { return path_ / "logs"; }
  std::filesystem::path log(const std::string& kind, const std::string& subject) const;
  /// What unfinished trials have so far.
  std::filesystem::path partial() const { return path_ / "partial"; }
  std::filesystem::path locks() const { return path_ / "locks"; }
  std::filesystem::path lock_file() const { return locks() / "run.lock"; }
  const Shard& shard() const { return shard_; }

  /// The suite as it was run: suite.toml with the options of run.json, hidden sizes as the journal knows them.
  Suite suite() const;
  RunOptions options() const;
  Json environment() const;
  void write_environment(const Json& environment) const;

 private:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
  Shard shard_;
  std::shared_ptr<RunLock> lock_;  // null where the run is only read
};

/// "runs/<suite>-<UTC time>" in the current directory, with a number behind it where a run of that name is there.
std::filesystem::path default_run_path(const std::string& suite);

}  // namespace gatewise

#endif
