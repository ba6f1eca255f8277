#include "journal/shard.hpp"

#include <gmock/gmock.h>

#include <numeric>

#include "base/error.hpp"

namespace gatewise::run_shard_test {
namespace {

using ::testing::ElementsAre;

TEST(Shard, IsWrittenAsPartOfAWhole) {
  EXPECT_EQ(parse_shard("3/16").name(), "3-of-16");
  EXPECT_EQ(parse_shard("1/1").text(), "1/1");
  EXPECT_EQ(Shard().name(), "1-of-1");
}

TEST(Shard, IsRefusedWhereItIsNone) {
  for (const char* text : {"", "3", "/", "0/2", "3/2", "-1/2", "1/0", "1/2/3", "a/b", "1/99999999", " 1/2"})
    EXPECT_THROW(parse_shard(text), InputError) << text;
}

TEST(Deal, GivesEveryShardAboutTheSameSeconds) {
  EXPECT_THAT(deal({5, 4, 3, 3, 3}, 2), ElementsAre(1, 2, 2, 1, 2));
  std::vector<double> seconds;
  for (int i = 0; i < 100; ++i) seconds.push_back(1 + (i * 37) % 11);
  std::vector<double> loads(7, 0.0);
  const std::vector<std::int64_t> dealt = deal(seconds, 7);
  for (std::size_t i = 0; i < seconds.size(); ++i) loads.at(static_cast<std::size_t>(dealt[i] - 1)) += seconds[i];
  const auto [least, most] = std::minmax_element(loads.begin(), loads.end());
  EXPECT_LE(*most - *least, 11) << "never further apart than the longest piece";
}

TEST(Deal, LeavesShardsBeyondThePiecesEmpty) { EXPECT_THAT(deal({1, 1}, 4), ElementsAre(1, 2)); }

}  // namespace
}  // namespace gatewise::run_shard_test
