// The same seed gives the same weights, however many cores there are.
#include <sched.h>

#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::determinism_test {
namespace {

std::vector<int> allowed_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof(set), &set);
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) cores.push_back(core);
  }
  return cores;
}

std::string lstm_suite() {
  std::string text = small_suite();
  text.replace(text.find("rnn_tanh"), 8, "lstm");
  return text.replace(text.find("epochs = 1"), 10, "epochs = 2\nrecurrent_dropout = 0.2");
}

std::map<std::string, std::string> weights_of(const Workplace& work) { return snapshot(work / "out/weights"); }

TEST(Training, GivesTheSameWeightsOnOneCoreAsOnAll) {
  const std::vector<int> cores = allowed_cores();
  if (cores.size() < 2) GTEST_SKIP() << "this test may use one core only";
  const Workplace all(lstm_suite());
  const Workplace one(lstm_suite());
  ASSERT_EQ(all.run_suite().exit_code, 0);
  Command pinned = one.command({"run", "small.toml", "--out", "out"});
  pinned.words.insert(pinned.words.begin(), {"taskset", "-c", std::to_string(cores.front())});
  ASSERT_EQ(run(pinned).exit_code, 0);
  EXPECT_EQ(Json::parse(bytes_of(one / "out/environment.json")).at("cores"), 1);
  EXPECT_EQ(weights_of(all).size(), 1U);
  EXPECT_TRUE(weights_of(all) == weights_of(one)) << "the weights differ";
}

TEST(Training, GivesTheSameWeightsTwiceAndOthersForAnotherSeed) {
  const Workplace first(lstm_suite());
  const Workplace again(lstm_suite());
  const Workplace other(lstm_suite());
  ASSERT_EQ(first.run_suite().exit_code, 0);
  ASSERT_EQ(again.run_suite().exit_code, 0);
  ASSERT_EQ(other.run_suite({"--seed", "2"}).exit_code, 0);
  EXPECT_TRUE(weights_of(first) == weights_of(again)) << "the weights differ";
  EXPECT_FALSE(weights_of(first).begin()->second == weights_of(other).begin()->second) << "the seed changes nothing";
}

TEST(Quality, IsTheSameTwice) {
  const Workplace first;
  const Workplace again;
  ASSERT_EQ(first.run_suite().exit_code, 0);
  ASSERT_EQ(again.run_suite().exit_code, 0);
  EXPECT_EQ(first.report().at("candidates").at(0).at("quality"), again.report().at("candidates").at(0).at("quality"));
}

}  // namespace
}  // namespace gatewise::tests::determinism_test
