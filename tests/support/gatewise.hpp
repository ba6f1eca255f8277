// The program under test, a suite that is done in a second or two, and what a run leaves.
#ifndef GATEWISE_TESTS_SUPPORT_GATEWISE_HPP
#define GATEWISE_TESTS_SUPPORT_GATEWISE_HPP

#include "base/json.hpp"
#include "support/files.hpp"
#include "support/program.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::tests {

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GATEWISE_TESTS_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(GATEWISE_TESTS_SANITIZED)
inline constexpr bool sanitized = true;  ///< a crash ends in the sanitizer's own exit
#else
inline constexpr bool sanitized = false;
#endif

inline const std::filesystem::path test_plugins = GATEWISE_TEST_PLUGINS;

inline std::filesystem::path test_plugin(const std::string& id) { return test_plugins / id / (id + ".so"); }

/// One architecture, one epoch, one seed: a run of a second or two. `more` is TOML to append.
inline std::string small_suite(const std::string& more = "") {
  return R"(name = "small"
task = "sequence-classification"
dataset = "telemetry-workload"

[architectures]
families = ["rnn_tanh"]
hidden = [4]

[training]
epochs = 1
seeds = [1]

[measurement]
blocks = 2
block_steps = 50
)" + more;
}

/// The program with these arguments, at work in `folder`.
inline Command gatewise(const std::filesystem::path& folder, const std::vector<std::string>& arguments) {
  Command command{{GATEWISE_PROGRAM}, folder};
  command.words.insert(command.words.end(), arguments.begin(), arguments.end());
  return command;
}

/// A folder with small.toml, where runs go to out/.
class Workplace {
 public:
  explicit Workplace(const std::string& suite = small_suite()) { write(folder_ / "small.toml", suite); }

  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace() { end_processes_in(path()); }

  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return folder_ / name; }

  Command command(const std::vector<std::string>& arguments) const { return gatewise(path(), arguments); }
  Outcome run(const std::vector<std::string>& arguments) const { return tests::run(command(arguments)); }
  /// `gatewise run small.toml --out out` and more.
  Outcome run_suite(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"run", "small.toml", "--out", "out"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  std::filesystem::path journal() const { return folder_ / "out/journal/1-of-1.jsonl"; }
  /// The weights that a training has left; its file's name goes on with a part of its key.
  std::filesystem::path weights(const std::string& training) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "out/weights")) {
      if (entry.path().filename().string().rfind(training + ".", 0) == 0) return entry.path();
    }
    throw std::runtime_error("no weights of " + training);
  }
  Json report() const { return Json::parse(bytes_of(folder_ / "out/report.json")); }

 private:
  TemporaryFolder folder_;
};

/// The records of a journal.
inline std::vector<Json> records_of(const std::filesystem::path& journal) {
  std::vector<Json> records;
  for (const std::string& line : lines_of(bytes_of(journal))) records.push_back(Json::parse(line));
  return records;
}

/// The entry of a report's list whose `key` has this value; null where there is none.
inline Json entry_of(const Json& list, const std::string& key, const std::string& value) {
  for (const Json& entry : list) {
    if (entry.at(key) == value) return entry;
  }
  return nullptr;
}

inline Json candidate_of(const Json& report, const std::string& id) {
  return entry_of(report.at("candidates"), "id", id);
}

/// Exit code 1, nothing on stdout, and one message on stderr that says all of `parts`.
inline void expect_input_error(const Outcome& outcome, const std::vector<std::string>& parts) {
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err.rfind("gatewise: ", 0), 0U) << outcome.err;
  EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
  for (const std::string& part : parts) EXPECT_THAT(outcome.err, ::testing::HasSubstr(part));
}

}  // namespace gatewise::tests

#endif
