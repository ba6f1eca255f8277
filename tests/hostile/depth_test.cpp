// JSON that is nested as deep as a file is long would take the stack of whatever walks it.
#include "base/safetensors.hpp"
#include "hostile/made_run.hpp"
#include "journal/record.hpp"

namespace gatewise::tests::depth_test {
namespace {

using ::testing::HasSubstr;

constexpr const char* too_deep = "its JSON is nested deeper than 100 levels";

std::string nest(const std::string& inner = "") {
  constexpr std::size_t levels = 200'000;
  return std::string(levels, '[') + inner + std::string(levels, ']');
}

/// A stranger's checksum is right.
class DeepJson : public MadeRun {
 protected:
  /// Puts a value in the place of "@" in an altered record's line, its checksum being right.
  void put_into_line(const std::string& kind, const std::string& subject, const std::string& key) {
    alter(kind, subject, [&](Record& record) {
      (key == "result" ? record.result : record.determinants) = {{"deep", "@"}};
    });
    std::string text;
    for (const std::string& line : lines_of(bytes_of(work_.journal()))) text += deepened(line) + "\n";
    write(work_.journal(), text);
  }

  void make_other_run() {
    std::filesystem::create_directories(work_ / "runs");
    std::filesystem::copy(out(), work_ / "runs/broken", std::filesystem::copy_options::recursive);
    std::filesystem::copy(out(), work_ / "runs/fine", std::filesystem::copy_options::recursive);
  }

 private:
  static std::string deepened(const std::string& line) {
    const std::size_t at = line.find("\"@\"");
    if (at == std::string::npos) return line;
    const std::size_t checksum = line.rfind(",\"crc32\"");
    return with_checksum(line.substr(0, at) + nest() + line.substr(at + 3, checksum - at - 3));
  }
};

TEST_F(DeepJson, InARecordsResultCostsItsRow) {
  put_into_line("cost", first_candidate, "result");
  const Outcome outcome = work_.run({"report", "out", "--format", "json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json row = candidate_of(Json::parse(outcome.out), first_candidate);
  EXPECT_EQ(row.at("status"), "failed");
  EXPECT_THAT(row.at("reason"), HasSubstr("the record of cost " + first_candidate + " can't be used: " + too_deep));
}

TEST_F(DeepJson, InALineThatIsNoRecordIsNamed) {
  write(work_.journal(), bytes_of(work_.journal()) + R"({"schema":2,"sequence":)" + nest("7") + "}\n");
  const Outcome outcome = work_.run({"report", "out", "--format", "json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(std::string("not a record of a run: ") + too_deep));
}

TEST_F(DeepJson, InRunJsonIsAnInputErrorAndHidesNoOtherRun) {
  make_other_run();
  write(work_ / "runs/broken/run.json", R"({"schema":1,"suite":"small","options":)" + nest() + "}");
  const Outcome report = work_.run({"report", "runs/broken"});
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_THAT(report.err, HasSubstr("runs/broken/run.json: not a run.json that this program reads (schema 1): "));
  EXPECT_THAT(report.err, HasSubstr(too_deep));
  const Outcome list = work_.run({"runs", "list", "runs"});
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_THAT(list.out, HasSubstr(too_deep));
  EXPECT_THAT(list.out, ::testing::ContainsRegex("runs/fine +[0-9]+ of [0-9]+ +0 +finished"));
}

TEST_F(DeepJson, InEnvironmentJsonIsAnInputError) {
  write(out() / "environment.json", nest());
  const Outcome outcome = work_.run({"report", "out"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr(std::string("out/environment.json: ") + too_deep));
}

TEST_F(DeepJson, InTheHeadOfWeightsIsRefused) {
  const std::string head = R"({"__metadata__":)" + nest() + "}";
  std::string bytes(8, '\0');
  const std::uint64_t size = head.size();
  std::memcpy(bytes.data(), &size, sizeof(size));
  const std::filesystem::path file = write(elsewhere() / "deep.safetensors", bytes + head);
  EXPECT_THAT([&] { read_safetensors(OwnFile(elsewhere(), "deep.safetensors")); },
              ::testing::ThrowsMessage<std::runtime_error>(HasSubstr(too_deep)));
}

struct Broken {
  const char* name;
  const char* file;
  std::string bytes;
  std::string why;

  friend void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }
};

class ABrokenFile : public MadeRun, public ::testing::WithParamInterface<Broken> {};

TEST_P(ABrokenFile, IsAnInputErrorWithItsName) {
  write(out() / GetParam().file, GetParam().bytes);
  const Outcome outcome = work_.run({"report", "out"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr(std::string("out/") + GetParam().file));
  EXPECT_THAT(outcome.err, HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    Of, ABrokenFile,
    ::testing::Values(
        Broken{"JournalOfText", "journal/1-of-1.jsonl", "Dear user,\nyours\n", "none of its 2 lines is a record"},
        Broken{"JournalOfZeros", "journal/1-of-1.jsonl", std::string(4096, '\0') + "\n\n", "is no journal"},
        Broken{"EnvironmentOfAList", "environment.json", "[1]", "it is no JSON object"},
        Broken{"EnvironmentOfANumberAsClass", "environment.json", R"({"class": 7})", "'class' is 7"},
        Broken{"EnvironmentOfManyCores", "environment.json", R"({"class": "x", "cores": 99999999999999999999})",
               "'cores' is 1e+20"},
        Broken{
            "RunJsonOfNegativeTime", "run.json",
            R"({"schema":1,"suite":"small","options":{"overrides":[],"effort":"standard","max_seconds":-1,"suite":"x"}})",
            "'max_seconds' is -1"},
        Broken{
            "RunJsonOfAPathAsSuite", "run.json",
            R"({"schema":1,"suite":"../x","options":{"overrides":[],"effort":"standard","max_seconds":0,"suite":"x"}})",
            "its 'suite' is no name"},
        Broken{
            "RunJsonOfAFamilyThatWraps", "run.json",
            R"({"schema":1,"suite":"small","options":{"overrides":[],"effort":"standard","max_seconds":0,"suite":"x",)"
            R"("families":[{"id":"f","title":"","trains":false,"parameters":[{"name":"w","shape":[[0,0,4611686018427387904]],)"
            R"("initial":"constant","blocks":1,"values":[]}]}]}})",
            "'extent of a tensor' is 4611686018427387904"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace gatewise::tests::depth_test
