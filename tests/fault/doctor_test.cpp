// A clock that latencies can't be measured with is found beforehand.
#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::doctor_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

Outcome doctor_with(const char* library) {
  const TemporaryFolder folder;
  Command command = gatewise(folder.path(), {"doctor", "--json"});
  command.environment["LD_PRELOAD"] = library;
  if (sanitized) command.environment["ASAN_OPTIONS"] = "verify_asan_link_order=0";
  return run(command);
}

TEST(Doctor, FindsAMonotonicClockThatSteps) {
  const Outcome outcome = doctor_with(GATEWISE_STEPPING_CLOCK);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.out << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json.at("verdict"), "INVALID");
  EXPECT_THAT(json.at("reasons").get<std::vector<std::string>>(), Contains(HasSubstr("the clock stepped by")));
  EXPECT_EQ(entry_of(json.at("checks"), "verdict", "INVALID").at("grade"), "bad");
}

TEST(Doctor, DoesNotMindAWallClockThatSteps) {
  const Json json = Json::parse(doctor_with(GATEWISE_JUMPING_CLOCK).out);
  EXPECT_THAT(json.at("reasons").dump(), Not(HasSubstr("the clock stepped by")));
}

}  // namespace
}  // namespace gatewise::tests::doctor_test
