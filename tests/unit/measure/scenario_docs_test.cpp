// docs/suites.md says of every scenario what its folder says.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/files.hpp"
#include "measure/scenarios/registry.hpp"

namespace gatewise::measure_scenario_docs_test {
namespace {

using ::testing::HasSubstr;

TEST(ScenarioDocs, HaveEveryKeyWithItsDefaultAndSentence) {
  const std::string text = read_file(GATEWISE_SOURCE_DIR "/docs/suites.md");
  for (const Scenario* scenario : scenarios()) {
    for (const TermKey& key : scenario->keys())
      EXPECT_THAT(text, HasSubstr(fmt::format("| `{}` | {} | {}", key.key, key.usual, key.sentence)));
  }
}

TEST(ScenarioDocs, HaveTheSentenceOfEachScenarioThatHasATable) {
  const std::string text = read_file(GATEWISE_SOURCE_DIR "/docs/suites.md");
  for (const Scenario* scenario : scenarios()) {
    const std::string table = fmt::format("| **[scenarios.{}]** | | ", scenario->name());
    if (text.find(table) == std::string::npos) continue;
    EXPECT_THAT(text, HasSubstr(table + scenario->facts().sentence));
  }
}

}  // namespace
}  // namespace gatewise::measure_scenario_docs_test
