#ifndef GATEWISE_RUN_RUN_DIRECTORY_HPP
#define GATEWISE_RUN_RUN_DIRECTORY_HPP

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "run/suite.hpp"

namespace gatewise {

/// How a run was asked for, beside the suite: run.json.
struct RunOptions {
  std::vector<std::string> overrides;  ///< --set
  std::string effort = "standard";
  double max_seconds = 0;         ///< 0: no limit
  std::string suite{};            ///< as it was named
  Offers offers{};                ///< of the plugins that were found
  Json families = Json::array();  ///< that they bring, as they declare them
};

void to_json(Json& json, const RunOptions& options);
void from_json(const Json& json, RunOptions& options);

/// The directory that a run leaves: runs/<suite>-<time>/.
class RunDirectory {
 public:
  /// Makes the directory, or takes up one that holds a run of a suite of the same name. Writes suite.toml and run.json.
  /// Throws InputError: it can't be written, it holds another suite's run, it holds something that is no run. Nothing
  /// is written then.
  static RunDirectory create(const std::filesystem::path& path, const Suite& suite, const RunOptions& options);

  /// An existing run. Throws InputError where it is none.
  static RunDirectory open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path journal() const { return path_ / "journal"; }
  std::filesystem::path weights(const std::string& name) const { return path_ / "weights" / (name + ".safetensors"); }
  std::filesystem::path log(const std::string& subject) const;

  /// The suite as it was run: suite.toml with the options of run.json.
  Suite suite() const;
  RunOptions options() const;
  Json environment() const;
  void write_environment(const Json& environment) const;

 private:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// "runs/<suite>-<UTC time>" in the current directory.
std::filesystem::path default_run_path(const std::string& suite);

}  // namespace gatewise

#endif
