// What the fault tests ask of a run's directory: which trials are finished, how often each was started, what came out.
#ifndef GATEWISE_TESTS_FAULT_RUNS_HPP
#define GATEWISE_TESTS_FAULT_RUNS_HPP

#include <map>
#include <set>

#include "journal/journal.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests {

/// Two architectures, two seeds, two backends: 4 trainings, 8 scores, 4 candidates and the floor.
inline std::string varied_suite(const std::string& more = "") {
  std::string text = small_suite("\n[backends]\nuse = [\"reference.f32\", \"int8.int8\"]\n" + more);
  text.replace(text.find("[\"rnn_tanh\"]"), 12, "[\"rnn_tanh\", \"gru\"]");
  text.replace(text.find("seeds = [1]"), 11, "seeds = [1, 2]");
  return text;
}

/// A training of some seconds: long enough to be caught in the middle. `recipe` is TOML for [training].
inline std::string long_training(int epochs = 12, const std::string& recipe = "") {
  std::string text = small_suite();
  const auto change = [&](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  change("hidden = [4]", "hidden = [96]");
  change("rnn_tanh", "lstm");
  change("epochs = 1", "epochs = " + std::to_string(epochs) + "\npatience = 1000\n" + recipe);
  return text;
}

/// "kind subject" of each finished trial, with what makes two runs equal: the result, but for times.
inline std::map<std::string, Json> finished(const std::filesystem::path& run) {
  const Journal journal(run / "journal");
  std::map<std::string, Json> all;
  for (const RecordHead& head : journal.heads()) {
    if (head.kind == "host" || head.kind == "limits") continue;
    const Json result = journal.read(head).result;
    Json equal = result;
    if (head.kind == "cost") {
      equal = {{"rounds", result.at("blocks").size()}, {"memory", result.at("ready").value("memory", Json())}};
    }
    all[head.kind + " " + head.subject] = {{"key", head.key}, {"status", head.status}, {"result", equal}};
  }
  return all;
}

/// How often children of each trial were started, from the headings of its log; only of those that are finished.
inline std::map<std::string, int> starts_of_finished(const std::filesystem::path& run) {
  std::map<std::string, int> starts;
  for (const auto& [trial, result] : finished(run)) {
    std::string name = trial;
    std::replace(name.begin(), name.end(), '/', '_');
    std::replace(name.begin(), name.end(), ' ', '_');
    const std::filesystem::path log = run / "logs" / (name + ".log");
    if (!std::filesystem::exists(log)) continue;  // a training that a rate was chosen by: it has that rate's log
    for (const std::string& line : lines_of(bytes_of(log))) starts[trial] += line.rfind("--- ", 0) == 0 ? 1 : 0;
  }
  return starts;
}

/// No trial has two records.
inline void expect_no_trial_twice(const std::filesystem::path& run) {
  std::map<std::string, int> counts;
  const Journal journal(run / "journal");
  EXPECT_EQ(journal.complaints(), std::vector<std::string>{});
  for (const RecordHead& head : journal.heads()) {
    if (head.kind != "host" && ++counts[head.key] > 1) ADD_FAILURE() << head.kind << " " << head.subject << " twice";
  }
}

/// Whether this process is the child of a run that works on one trial.
inline bool is_trial(const std::string& process) {
  std::error_code gone;
  if (!std::filesystem::exists("/proc/" + process + "/cmdline", gone)) return false;
  try {
    const std::string words = bytes_of("/proc/" + process + "/cmdline");
    return words.find(std::string("\0trial", 6)) != std::string::npos;
  } catch (const std::exception&) {
    return false;
  }
}

/// The children at work in a folder.
inline std::vector<pid_t> trials_in(const std::filesystem::path& folder) {
  std::vector<pid_t> found;
  for (const std::string& process : processes_in(folder)) {
    if (is_trial(process)) found.push_back(std::stoi(process));
  }
  return found;
}

inline bool has_partial(const std::filesystem::path& run, const std::string& extension) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(run / "partial", none)) {
    if (entry.path().extension() == extension) return true;
  }
  return false;
}

/// A small file system in memory at `folder`, or false where this process may mount none.
class SmallDisk {
 public:
  SmallDisk(std::filesystem::path folder, const std::string& size) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    mounted_ = sh("mount -t tmpfs -o size=" + size + " tmpfs " + folder_.string());
  }
  ~SmallDisk() {
    if (mounted_) sh("umount -l " + folder_.string());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  bool remount(const std::string& option) const { return sh("mount -o remount," + option + " " + folder_.string()); }

 private:
  static bool sh(const std::string& command) { return run({{"sh", "-c", command}, "/"}).exit_code == 0; }

  std::filesystem::path folder_;
  bool mounted_ = false;
};

}  // namespace gatewise::tests

#endif
