// Links in a run's directory lead elsewhere: nothing there is read, written or removed.
#include <sys/stat.h>

#include <set>

#include "hostile/made_run.hpp"

namespace gatewise::tests::links_test {
namespace {

using ::testing::HasSubstr;

class RunWithLinks : public MadeRun {
 protected:
  /// Moves what has this name in the run to elsewhere and leaves a link to it.
  void make_link(const std::string& name) {
    std::filesystem::create_directories((elsewhere() / name).parent_path());
    std::filesystem::rename(out() / name, elsewhere() / name);
    std::filesystem::create_symlink(elsewhere() / name, out() / name);
  }

  /// The first file of a folder of the run.
  std::string first_in(const std::string& folder, const std::string& begin = "") const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(out() / folder)) {
      const std::string name = entry.path().filename().string();
      if (name.rfind(begin, 0) == 0) names.insert(name);
    }
    if (names.empty()) throw std::runtime_error("nothing in " + folder);
    return folder + "/" + *names.begin();
  }
};

const std::vector<std::vector<std::string>> verbs{{"report", "out"},
                                                  {"runs", "show", "out"},
                                                  {"runs", "prune", "out"},
                                                  {"runs", "prune", "out", "--kind", "cost"},
                                                  {"run", "small.toml", "--out", "out"}};

class AFolder : public RunWithLinks, public ::testing::WithParamInterface<std::string> {};

TEST_P(AFolder, ThatIsALinkIsRefusedByEveryVerb) {
  write(out() / GetParam() / "half.tmp", "what a kill leaves is removed when a run goes on\n");
  make_link(GetParam());
  const auto before = snapshot(work_.path());
  for (const std::vector<std::string>& verb : verbs) {
    const Outcome outcome = work_.run(verb);
    EXPECT_EQ(outcome.exit_code, 1) << verb.front() << outcome.out;
    EXPECT_THAT(outcome.err, HasSubstr("out/" + GetParam() + ": is a link")) << verb.front();
  }
  EXPECT_EQ(changes(before, work_.path()), "");
}

INSTANTIATE_TEST_SUITE_P(Of, AFolder, ::testing::Values("journal", "weights", "logs", "partial", "locks"),
                         [](const auto& one) { return one.param; });

struct LinkedFile {
  const char* name;
  std::string file;
  std::vector<std::string> verb;

  friend void PrintTo(const LinkedFile& linked, std::ostream* out) { *out << linked.name; }
};

class AFile : public RunWithLinks, public ::testing::WithParamInterface<LinkedFile> {};

TEST_P(AFile, ThatIsALinkIsRefusedByWhatNeedsIt) {
  const std::string name =
      std::filesystem::exists(out() / GetParam().file) ? GetParam().file : first_in("logs", GetParam().file);
  make_link(name);
  const auto before = snapshot(elsewhere());
  const Outcome outcome = work_.run(GetParam().verb);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr("out/" + name + ": is a link"));
  EXPECT_EQ(changes(before, elsewhere()), "");
}

INSTANTIATE_TEST_SUITE_P(
    Of, AFile,
    ::testing::Values(LinkedFile{"JournalOfReport", "journal/1-of-1.jsonl", {"report", "out"}},
                      LinkedFile{"JournalOfPrune", "journal/1-of-1.jsonl", {"runs", "prune", "out", "--kind", "cost"}},
                      LinkedFile{"JournalOfResume", "journal/1-of-1.jsonl", {"run", "small.toml", "--out", "out"}},
                      LinkedFile{"RunJson", "run.json", {"report", "out"}},
                      LinkedFile{"RunJsonOfResume", "run.json", {"run", "small.toml", "--out", "out"}},
                      LinkedFile{"Suite", "suite.toml", {"report", "out"}},
                      LinkedFile{"Environment", "environment.json", {"report", "out"}},
                      LinkedFile{"LockOfPrune", "locks/run.lock", {"runs", "prune", "out"}},
                      LinkedFile{"LockOfResume", "locks/run.lock", {"run", "small.toml", "--out", "out"}},
                      LinkedFile{"Log", "train_", {"runs", "show", "out", "--log", "train rnn_tanh-h4-l1 seed 1"}}),
    [](const auto& one) { return one.param.name; });

TEST_F(RunWithLinks, ReportsReplaceALinkAndNotWhatItNames) {
  for (const char* name : {"report.json", "report.md"}) make_link(name);
  const auto before = snapshot(elsewhere());
  EXPECT_EQ(work_.run({"report", "out"}).exit_code, 0);
  EXPECT_EQ(changes(before, elsewhere()), "");
  EXPECT_FALSE(std::filesystem::is_symlink(out() / "report.json"));
}

TEST_F(RunWithLinks, PruneRemovesALinkAndNotWhatItNames) {
  std::filesystem::create_symlink(elsewhere() / "keepsake", out() / "weights/stray.safetensors");
  const auto before = snapshot(elsewhere());
  const Outcome outcome = work_.run({"runs", "prune", "out"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_FALSE(std::filesystem::is_symlink(out() / "weights/stray.safetensors"));
  EXPECT_EQ(changes(before, elsewhere()), "");
}

/// Measured anew, the child would append its output to whatever its log names.
TEST_F(RunWithLinks, NoChildWritesThroughItsLog) {
  const std::string log = first_in("logs", "cost_rnn_tanh-h4-l1_reference");
  ASSERT_EQ(work_.run({"runs", "prune", "out", "--kind", "cost"}).exit_code, 0);
  std::filesystem::create_symlink(elsewhere() / "keepsake", out() / log);
  const auto before = snapshot(elsewhere());
  const Outcome outcome = work_.run({"run", "small.toml", "--out", "out"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("out/" + log + ": is a link"));
  EXPECT_EQ(changes(before, elsewhere()), "");
}

TEST_F(RunWithLinks, APipeIsNoJournal) {
  ASSERT_EQ(::mkfifo((out() / "journal/2-of-2.jsonl").c_str(), 0600), 0);
  Command command = work_.command({"report", "out"});
  command.patience_seconds = 20;
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("2-of-2.jsonl: is no regular file"));
}

TEST_F(RunWithLinks, ARunIsFoundThroughALinkToIt) {
  std::filesystem::create_symlink(out(), work_ / "latest");
  const Outcome outcome = work_.run({"report", "latest"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(RunWithLinks, ADryPruneWritesNothing) {
  std::filesystem::remove_all(out() / "locks");
  write(out() / "partial/left", "x");
  const auto before = snapshot(work_.path());
  const Outcome outcome = work_.run({"runs", "prune", "out", "--kind", "cost", "--dry-run"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("would remove"));
  EXPECT_EQ(changes(before, work_.path()), "");
}

class WeightsFile : public RunWithLinks, public ::testing::WithParamInterface<std::string> {};

/// Of a record that names a file elsewhere: neither is that file hashed, used or kept from being pruned, nor is the
/// folder that the name leads to touched.
TEST_P(WeightsFile, OfARecordIsABareName) {
  const std::string name = GetParam() == "absolute" ? (elsewhere() / "keepsake").string() : GetParam();
  alter("train", "rnn_tanh-h4-l1 seed 1", [&](Record& record) { record.result["weights_file"] = name; });
  const auto before = snapshot(work_.path());
  const Outcome outcome = work_.run({"runs", "prune", "out"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr("'weights_file' is '" + name + "'; it must be the bare name"));
  EXPECT_EQ(changes(before, work_.path()), "");
}

INSTANTIATE_TEST_SUITE_P(Named, WeightsFile,
                         ::testing::Values("absolute", "../../elsewhere/keepsake", "..", "", "folder/file"),
                         [](const auto& one) { return "Kind" + std::to_string(one.index); });

}  // namespace
}  // namespace gatewise::tests::links_test
