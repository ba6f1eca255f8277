// gatewise/conformance.hpp: proves a backend plugin. What `gatewise plugins check` does, as a library for a plugin's
// own tests; C++17, no dependency.
#ifndef GATEWISE_CONFORMANCE_HPP
#define GATEWISE_CONFORMANCE_HPP

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gatewise::conformance {

/// What to check; all that is left empty means everything.
struct Options {
  std::string cell;       ///< "lstm", "lstm/f32", "lstm/f32/avx2", each also behind "plugin/"; the first that match
  std::string case_name;  ///< one of case_names()
  std::int64_t input = 0, hidden = 0;                 ///< one shape for all cases instead of theirs
  std::filesystem::path dump;                         ///< a folder for the tensors that cases work with, as .npy
  std::vector<std::filesystem::path> family_plugins;  ///< that bring families which the plugin has cells of
  double case_seconds = 60;                           ///< after which a case that does not end is ended
};

/// unsupported: the case does not apply to the cell, or the cell takes no shape on this machine. unproven: the cell
/// takes none of the shapes that were asked for, but others, where nothing was tried: no pass, whatever else is.
enum class Status { passed, failed, unsupported, unproven };

/// One case on one cell at one shape.
struct Result {
  std::string cell;  ///< family/precision/name
  std::string name;  ///< of the case
  std::int64_t input = 0, hidden = 0;
  Status status = Status::passed;
  std::string expected;  ///< failed: what the contract asks for
  std::string got;       ///< failed: what came; unsupported, unproven: why
  std::string cause;     ///< failed: the likely cause, where it can be told
  std::string repeat;    ///< the command that repeats just this case
};

/// Examines the file and runs the cases, each cell in a child process: a crash, an exit or a hang costs the case.
/// Forks: call it while the process has one thread. `told` hears of each result as it comes. Throws std::exception
/// where the file is no plugin, or an option names nothing.
std::vector<Result> check(const std::filesystem::path& plugin, const Options& options = {},
                          const std::function<void(const Result&)>& told = {});

/// Names of the cases, and what each one promises.
std::vector<std::pair<std::string, std::string>> case_names();

const char* text(Status status);

}  // namespace gatewise::conformance

#endif
