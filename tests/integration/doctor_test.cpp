// What `gatewise doctor` says of the machine that the tests run on: its form and its exit code, not its findings.
#include <set>

#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::doctor_test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Doctor, SaysOneLineACheckAndEndsWithAVerdict) {
  const TemporaryFolder folder;
  const Outcome outcome = run(gatewise(folder.path(), {"doctor"}));
  EXPECT_EQ(outcome.exit_code, outcome.out.find("\nruns here will be INVALID: ") == std::string::npos ? 0 : 2)
      << outcome.out;
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, StartsWith("host: "));
  for (const char* part : {"build: ", "cores: ", "pinning: ", "clock cost: ", "noise: largest gap ", "perf events: "})
    EXPECT_THAT(outcome.out, HasSubstr(part));
  EXPECT_THAT(outcome.out, AnyOf(HasSubstr("\nruns here can be VALID\n"), HasSubstr("\nruns here will be IN")));
  // A name that has no blank, as a processor's may, is the only thing that can't be broken.
  for (const std::string& line : lines_of(outcome.out)) EXPECT_LE(line.size(), 80U) << line;
}

TEST(Doctor, SaysTheSameAsJson) {
  const TemporaryFolder folder;
  const Outcome outcome = run(gatewise(folder.path(), {"doctor", "--json"}));
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(outcome.exit_code, json.at("verdict") == "INVALID" ? 2 : 0) << outcome.out;
  EXPECT_EQ(json.at("reasons").empty(), json.at("verdict") == "VALID");
  EXPECT_GE(json.at("checks").size(), 16U);
  for (const Json& check : json.at("checks")) EXPECT_EQ(check.contains("remedy"), check.at("grade") != "ok") << check;
  EXPECT_GT(json.at("noise").at("duration_ns"), 0);
  EXPECT_GT(json.at("disturbances").at("elapsed_ns"), 0);
}

TEST(Doctor, MindsASanitizedBuild) {
  const TemporaryFolder folder;
  const Json json = Json::parse(run(gatewise(folder.path(), {"doctor", "--json"})).out);
  EXPECT_EQ(entry_of(json.at("checks"), "name", "build").at("grade") == "mind", sanitized);
}

TEST(Doctor, MindsASingleCore) {
  const TemporaryFolder folder;
  Command command = gatewise(folder.path(), {"doctor", "--json"});
  command.words.insert(command.words.begin(), {"taskset", "-c", "0"});
  const Json json = Json::parse(run(command).out);
  EXPECT_NE(json.at("verdict"), "VALID");
  const Json cores = entry_of(json.at("checks"), "name", "cores");
  EXPECT_EQ(cores.at("grade"), "mind");
  EXPECT_THAT(cores.at("fact").get<std::string>(), HasSubstr("only one core"));
  EXPECT_THAT(cores.at("remedy").get<std::string>(), HasSubstr("taskset"));
}

}  // namespace
}  // namespace gatewise::tests::doctor_test
