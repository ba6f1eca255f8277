// Public datasets through the program: the mirror, the cache, a download, and what is said without any of them.
#include "base/json.hpp"
#include "base/sha256.hpp"
#include "data/dataset.hpp"
#include "support/datasets.hpp"
#include "support/gatewise.hpp"
#include "support/http_server.hpp"

namespace gatewise::tests::public_data_test {
namespace {

using ::testing::HasSubstr;

const std::string unreachable = "http://127.0.0.1:1";

std::string tokens_of(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) text += "play song number " + std::to_string(i % 3) + "\n";
  return text;
}

std::string tags_of(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) text += "O O B-what I-what\n";
  return text;
}

/// A small dataset of four files, at `url`, and a suite for it.
class PublicData : public ::testing::Test {
 protected:
  PublicData() : work_(suite()) {}

  static std::string suite() {
    std::string text = small_suite();
    text.replace(text.find("sequence-classification"), 23, "token-labelling");
    text.replace(text.find("telemetry-workload"), 18, "mine");
    text.replace(text.find("hidden = [4]"), 12, "hidden = [4]\nembedding = 4");
    return text;
  }

  void describe_at(const std::string& url) const {
    std::string toml =
        "id = 'mine'\ntitle = 'mine'\nlicence = 'CC0-1.0'\nsource = 'made by a test'\n"
        "task = 'token-labelling'\nformat = 'parallel'\n";
    for (const auto& [path, bytes] : files_) {
      toml += "[[file]]\npath = '" + path + "'\nurl = '" + url + "/" + path +
              "'\nbytes = " + std::to_string(bytes.size()) + "\nsha256 = '" + sha256(bytes) + "'\nsplit = '" +
              (path.find("train") != std::string::npos ? "train" : "test") + "'\nrole = '" +
              (path.find(".in") != std::string::npos ? "tokens" : "tags") + "'\n";
    }
    write(work_ / "datasets/mine.toml", toml);
  }
  std::filesystem::path mirror() const {
    for (const auto& [path, bytes] : files_) write(work_ / "mirror" / path, bytes);
    return work_ / "mirror";
  }
  Command command(const std::vector<std::string>& arguments) const {
    Command command = work_.command(arguments);
    command.environment = {{"GATEWISE_CACHE", (work_ / "cache").string()}, {"no_proxy", "127.0.0.1"}};
    return command;
  }

  const std::map<std::string, std::string> files_{{"mine/train.in", tokens_of(20)},
                                                  {"mine/train.out", tags_of(20)},
                                                  {"mine/test.in", tokens_of(6)},
                                                  {"mine/test.out", tags_of(6)}};
  const Workplace work_;
};

TEST_F(PublicData, WithoutANetworkAndAMirrorTheMessageSaysWhatToDo) {
  describe_at(unreachable);
  expect_input_error(run(command({"plan", "small.toml"})),
                     {unreachable + "/mine/test.in: cannot be downloaded", "dataset 'mine'",
                      (work_ / "cache/datasets/mine/test.in").string(), "--mirror DIR or GATEWISE_DATA_MIRROR"});
}

TEST_F(PublicData, ARunDownloadsOnceIntoTheCache) {
  {
    const HttpServer server(
        [this](const HttpServer::Request& request) { return Answer{files_.at(request.path.substr(1))}; });
    describe_at(server.url(""));
    EXPECT_EQ(run(command({"plan", "small.toml"})).exit_code, 0);
    EXPECT_EQ(server.requests().size(), 4U);
  }
  for (const auto& [path, bytes] : files_) EXPECT_EQ(bytes_of(work_ / "cache/datasets" / path), bytes);
  const Outcome again = run(command({"plan", "small.toml"}));
  EXPECT_EQ(again.exit_code, 0) << again.err;
}

/// The children get no mirror of their own: the parent names the files.
TEST_F(PublicData, ARunReadsTheMirrorInPlaceAndItsTrialsAreTold) {
  describe_at(unreachable);
  const Outcome outcome = run(command({"run", "small.toml", "--out", "out", "--mirror", mirror().string()}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err << outcome.out;
  EXPECT_FALSE(std::filesystem::exists(work_ / "cache"));
  for (const Json& record : records_of(work_.journal())) EXPECT_EQ(record.at("status"), "ok") << record.dump(2);
}

TEST_F(PublicData, TheMirrorOfTheEnvironmentGivesWayToThatOfTheCommandLine) {
  describe_at(unreachable);
  Command from_environment = command({"plan", "small.toml"});
  from_environment.environment["GATEWISE_DATA_MIRROR"] = mirror().string();
  EXPECT_EQ(run(from_environment).exit_code, 0);
  from_environment.words.insert(from_environment.words.end(), {"--mirror", (work_ / "none").string()});
  expect_input_error(run(from_environment), {(work_ / "none").string(), "the mirror is no folder"});
}

TEST_F(PublicData, AWrongByteInTheMirrorIsNamedAndNothingIsWritten) {
  describe_at(unreachable);
  mirror();
  std::string wrong = files_.at("mine/train.in");
  wrong[3] = 'Y';
  write(work_ / "mirror/mine/train.in", wrong);
  const auto before = snapshot(work_.path());
  expect_input_error(run(command({"run", "small.toml", "--out", "out", "--mirror", (work_ / "mirror").string()})),
                     {(work_ / "mirror/mine/train.in").string() + ": wrong bytes", sha256(wrong),
                      sha256(files_.at("mine/train.in")), "correct the mirror"});
  EXPECT_EQ(changes(before, work_.path()), "");
}

TEST_F(PublicData, AFileCutShortIsNamedWithBothSizes) {
  describe_at(unreachable);
  mirror();
  write(work_ / "mirror/mine/test.out", files_.at("mine/test.out").substr(0, 50));
  expect_input_error(run(command({"plan", "small.toml", "--mirror", (work_ / "mirror").string()})),
                     {"mine/test.out: wrong bytes", "in 50 bytes", "in 108 bytes"});
}

/// The mirror of this environment, with the program's own cache kept out of it.
Command with_public_mirror(const TemporaryFolder& folder, const std::vector<std::string>& arguments) {
  Command command = gatewise(folder.path(), arguments);
  command.environment = {{"GATEWISE_DATA_MIRROR", data_mirror().string()},
                         {"GATEWISE_CACHE", (folder / "cache").string()}};
  return command;
}

TEST(DataDescribe, SnipsSlotsShowsItsVocabularyTagsAndFloors) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const TemporaryFolder folder;
  const Outcome outcome = run(with_public_mirror(folder, {"data", "describe", "snips-slots"}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"13084", "unknown tokens: train", "72 classes", "and 48 rarer ones",
                           "71 O                        57288", "0.4844", "most frequent label per token"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
  EXPECT_FALSE(std::filesystem::exists(folder / "cache"));
}

TEST(DataDescribe, SpokenArabicDigitsShowsItsSpeakersAndFloors) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const TemporaryFolder folder;
  const Outcome outcome = run(with_public_mirror(folder, {"data", "describe", "spoken-arabic-digits"}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"13 features, 10 outputs", "train            5600      56", "validation       1000      10",
                           "test             2200      22", "softmax on the mean frame"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
}

TEST(DataVerify, SaysWhereEachFileIs) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const TemporaryFolder folder;
  const Outcome outcome = run(with_public_mirror(folder, {"data", "verify", "snips-slots"}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(lines_of(outcome.out).size(), 6U);
  EXPECT_THAT(outcome.out, HasSubstr("617079 bytes  " + (data_mirror() / "snips-slots/train/seq.in").string()));
}

TEST(DataVerify, NamesEveryFileThatIsMissingAndDownloadsNone) {
  const TemporaryFolder folder;
  Command command = gatewise(folder.path(), {"data", "verify", "snips-slots"});
  command.environment["GATEWISE_CACHE"] = (folder / "cache").string();
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(lines_of(outcome.err).size(), 6U) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("snips-slots/test/seq.out: not downloaded yet"));
}

TEST(DataFetch, SaysThatABundledFileIsThere) {
  const TemporaryFolder folder;
  const Outcome outcome = run(gatewise(folder.path(), {"data", "fetch", "telemetry-workload"}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("bundled       2637538 bytes"));
}

}  // namespace
}  // namespace gatewise::tests::public_data_test
