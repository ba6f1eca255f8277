// docs/writing-a-plugin.md is true: its files are written and its commands run as they stand, in order, in one empty
// folder, by somebody who has the installed prefix and a checkout, and nothing else.
#include "base/json.hpp"
#include "install/installed.hpp"

namespace gatewise::tests::guide_test {
namespace {

/// A fenced block of the page.
struct Block {
  std::string info;  ///< what stands behind the fence: "sh", "c file=lstm/kernel.c"
  std::string text;
};

std::vector<Block> blocks_of(const std::filesystem::path& page) {
  std::vector<Block> blocks;
  bool inside = false;
  for (const std::string& line : lines_of(bytes_of(page))) {
    if (line.rfind("```", 0) == 0) {
      if (!inside) blocks.push_back({line.substr(3), ""});
      inside = !inside;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

using Guide = Installed;

TEST_F(Guide, EveryCommandRunsAsItStands) {
  const Workplace work;
  int commands = 0;
  for (const Block& block : blocks_of(std::filesystem::path(GATEWISE_SOURCE_DIR) / "docs/writing-a-plugin.md")) {
    if (const std::size_t at = block.info.find("file="); at != std::string::npos)
      write(work / block.info.substr(at + 5), block.text);
    if (block.info != "sh") continue;
    const Outcome outcome = shell(work, block.text, std::string("GATEWISE=") + GATEWISE_SOURCE_DIR);
    ASSERT_EQ(outcome.exit_code, 0) << block.text << outcome.out << outcome.err;
    commands += static_cast<int>(lines_of(block.text).size());
  }
  EXPECT_GE(commands, 20);
  EXPECT_EQ(candidate_of(Json::parse(bytes_of(work / "mine/run/report.json")), "mingru-h16-l1/mine.f32").at("status"),
            "passed");
  const Json cost = Json::parse(bytes_of(work / "lstm/cost/report.json"));
  EXPECT_EQ(candidate_of(cost, "lstm-h64-l1-i64-t16/my_lstm.f32").at("status"), "passed");
  const Json compared = Json::parse(bytes_of(work / "lstm/compared/report.json"));
  EXPECT_EQ(candidate_of(compared, "lstm-h16-l1/base.f32").at("status"), "passed");
  EXPECT_EQ(candidate_of(compared, "lstm-h16-l1/head.f32").at("status"), "passed");
}

}  // namespace
}  // namespace gatewise::tests::guide_test
