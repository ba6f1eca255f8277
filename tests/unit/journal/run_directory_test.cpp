#include "journal/run_directory.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_directory_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class RunFolder : public ::testing::Test {
 protected:
  Suite suite(const std::string& name, const std::string& text = "[training]\nseeds = [1, 2]\n") const {
    write_file_atomically(folder_ / (name + ".toml"), text);
    return read_suite(folder_ / (name + ".toml"), {});
  }
  /// Every file and folder below the run's path.
  std::vector<std::string> contents() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_)) all.push_back(entry.path().string());
    return all;
  }
  auto refuses(const std::string& part) const {
    return ThrowsMessage<InputError>(AllOf(StartsWith(path_.string()), HasSubstr(part)));
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  const std::filesystem::path path_ = folder_ / "run";
};

TEST_F(RunFolder, KeepsTheSuiteAndHowItWasAskedFor) {
  RunOptions options;
  options.overrides = {"training.seeds=[7, 8]"};
  options.effort = "quick";
  options.max_seconds = 90;
  const RunDirectory created = RunDirectory::create(path_, suite("s"), options);
  EXPECT_TRUE(std::filesystem::is_directory(created.journal()));
  EXPECT_EQ(read_file(path_ / "suite.toml"), read_file(folder_ / "s.toml"));
  const RunDirectory opened = RunDirectory::open(path_);
  EXPECT_EQ(opened.options().effort, "quick");
  EXPECT_EQ(opened.options().max_seconds, 90);
  EXPECT_EQ(opened.suite().name, "s");
  EXPECT_THAT(opened.suite().seeds, ElementsAre(7)) << "the override, then the cut of --effort quick";
}

TEST_F(RunFolder, ASuiteWithoutANameKeepsItsNameAndItsDataset) {
  RunDirectory::create(path_, suite("mine"), {});
  EXPECT_EQ(RunDirectory::open(path_).suite().name, "mine");
  EXPECT_EQ(RunDirectory::open(path_).suite().dataset, "mine");
}

TEST_F(RunFolder, IsTakenUpAgainByASuiteOfTheSameName) {
  RunDirectory::create(path_, suite("s"), {});
  append_and_sync(RunDirectory::open(path_).journal() / "1-of-1.jsonl", "torn");
  RunDirectory::create(path_, suite("s", "[training]\nseeds = [3]\n"), {});
  EXPECT_EQ(read_file(path_ / "journal" / "1-of-1.jsonl"), "torn");
  EXPECT_THAT(RunDirectory::open(path_).suite().seeds, ElementsAre(3));
}

TEST_F(RunFolder, AnotherSuitesRunIsRefusedAndLeftAlone) {
  RunDirectory::create(path_, suite("s"), {});
  const std::vector<std::string> before = contents();
  const std::string run = read_file(path_ / "run.json");
  EXPECT_THAT([&] { RunDirectory::create(path_, suite("other"), {}); },
              refuses("holds a run of suite 's', not of 'other'; give --out another directory"));
  EXPECT_EQ(contents(), before);
  EXPECT_EQ(read_file(path_ / "run.json"), run);
}

TEST_F(RunFolder, ADirectoryThatHoldsNoRunIsRefusedWithNothingWritten) {
  std::filesystem::create_directory(path_);
  write_file_atomically(path_ / "thesis.tex", "years of work");
  EXPECT_THAT([&] { RunDirectory::create(path_, suite("s"), {}); }, refuses("is not empty and holds no run"));
  EXPECT_THAT(contents(), ElementsAre((path_ / "thesis.tex").string()));
}

TEST_F(RunFolder, ThatWasEndedWhileItWasMadeIsTakenUp) {
  std::filesystem::create_directories(path_ / "journal");
  std::filesystem::create_directories(path_ / "weights");
  write_file_atomically(path_ / "run.json.77.tmp", "{");
  RunDirectory::create(path_, suite("s"), {});
  EXPECT_EQ(RunDirectory::open(path_).suite().name, "s");
  EXPECT_FALSE(std::filesystem::exists(path_ / "run.json.77.tmp"));
}

TEST_F(RunFolder, AFileIsNoDirectory) {
  write_file_atomically(path_, "a file");
  EXPECT_THAT([&] { RunDirectory::create(path_, suite("s"), {}); }, refuses("is no directory"));
  EXPECT_EQ(read_file(path_), "a file");
}

TEST_F(RunFolder, AnEmptyDirectoryIsTaken) {
  std::filesystem::create_directory(path_);
  EXPECT_NO_THROW(RunDirectory::create(path_, suite("s"), {}));
}

TEST_F(RunFolder, OnlyARunCanBeOpened) {
  EXPECT_THAT([&] { RunDirectory::open(path_); }, refuses("no such run directory"));
  std::filesystem::create_directory(path_);
  EXPECT_THAT([&] { RunDirectory::open(path_); }, refuses("holds no run (run.json is missing)"));
}

TEST_F(RunFolder, ARunJsonThatIsNoneIsAnInputError) {
  std::filesystem::create_directory(path_);
  for (const char* text : {"", "not json", "{}", "[]", "7", "{\"schema\": 2}", "{\"schema\": \"1\"}"}) {
    write_file_atomically(path_ / "run.json", text);
    EXPECT_THAT([&] { RunDirectory::open(path_); }, refuses("not a run.json that this program reads (schema 1)"))
        << text;
  }
}

TEST_F(RunFolder, EnvironmentIsNullUntilItIsWritten) {
  const RunDirectory run = RunDirectory::create(path_, suite("s"), {});
  EXPECT_TRUE(run.environment().is_null());
  run.write_environment({{"cores", 2}});
  EXPECT_EQ(run.environment().at("cores"), 2);
}

TEST_F(RunFolder, LogsOfCandidatesStayInsideTheRun) {
  const RunDirectory run = RunDirectory::create(path_, suite("s"), {});
  EXPECT_EQ(run.log("cost", "lstm-h8-l1/reference.f32"), path_ / "logs" / "cost_lstm-h8-l1_reference.f32.log");
  EXPECT_EQ(run.weights_of("lstm-h8-l1 seed 1", std::string(64, 'a')),
            path_ / "weights" / "lstm-h8-l1-seed-1.aaaaaaaaaaaa.safetensors");
}

TEST(DefaultRunPath, NamesTheSuiteAndTheTime) {
  EXPECT_THAT(default_run_path("edge").string(), ::testing::MatchesRegex("runs/edge-[0-9]+T[0-9]+Z"));
}

}  // namespace
}  // namespace gatewise::run_directory_test
