// At which shapes a plugin is proven, and what is said of those that it does not take.
#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::shapes_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Outcome check(const std::string& plugin, std::vector<std::string> more) {
  const Workplace work;
  more.insert(more.begin(), {"plugins", "check", test_plugin(plugin).string()});
  return work.run(more);
}

Json results_of(const std::string& plugin, std::vector<std::string> more) {
  more.push_back("--json");
  return Json::parse(check(plugin, more).out).at("results");
}

TEST(Shapes, CellThatTakesNoneOfTheKitsIsUnproven) {
  const Outcome outcome = check("whole_tiles", {"--case", "parity_with_oracle"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("UNPROVEN     all cases at 1x1, 5x17, 17x34, 34x65, 65x130, 130x64: "),
                                 HasSubstr("I and H must be multiples of 128"), HasSubstr("--shape 128x128"),
                                 HasSubstr("6 passed, 0 failed, 0 unsupported, 6 unproven")));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("lstm/f32/tiled"), HasSubstr("--shape"), Not(HasSubstr("plain"))));
}

TEST(Shapes, CellIsProvenAtTheShapeThatIsNamed) {
  const Outcome outcome =
      check("whole_tiles", {"--cell", "lstm/f32/tiled", "--case", "parity_with_oracle", "--shape", "128x128"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
}

TEST(Shapes, CellThatTakesNothingOnThisMachineCostsNoExitCode) {
  const Outcome outcome = check("variants", {"--cell", "lstm/f32", "--case", "every_output_is_written"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("UNSUPPORTED  all cases at 1x1, 5x17, 17x34, 34x65, 65x130, 130x64: "));
}

TEST(Shapes, NamedOneReachesEveryCase) {
  for (const Json& result : results_of("refuses_size", {"--cell", "lstm", "--shape", "5x2"})) {
    EXPECT_EQ(result.at("input"), 5) << result;
    EXPECT_EQ(result.at("hidden"), 2) << result;
    EXPECT_THAT(result.at("got"), Not(HasSubstr("hidden sizes above 2"))) << result;
  }
}

TEST(Shapes, RefusedOneIsTheOneThatWasAskedFor) {
  const Json results = results_of("whole_tiles", {"--cell", "lstm/f32/tiled", "--case", "declared_weights_are_true"});
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].at("status"), "UNPROVEN");
  EXPECT_EQ(results[0].at("input"), 192);
  EXPECT_EQ(results[0].at("hidden"), 256);
}

TEST(Shapes, ThoseThatACellRefusesStandBesideThoseWhereItPassed) {
  const Outcome outcome = check("refuses_size", {"--cell", "lstm", "--case", "every_output_is_written"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("PASSED       every_output_is_written (UNSUPPORTED at 5x17, 17x34, 34x65, 65x130, "
                                     "130x64: test: hidden sizes above 2 are not offered)"));
}

}  // namespace
}  // namespace gatewise::tests::shapes_test
