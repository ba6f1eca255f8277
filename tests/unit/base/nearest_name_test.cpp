#include "base/nearest_name.hpp"

#include <gtest/gtest.h>

namespace gatewise::base_nearest_name_test {
namespace {

const std::vector<std::string> keys{"hidden", "layers", "families"};

TEST(NearestName, FindsTheNameWithTheFewestEdits) {
  EXPECT_EQ(nearest_name("hiden", keys), "hidden");    // one left out
  EXPECT_EQ(nearest_name("laysers", keys), "layers");  // one too many
  EXPECT_EQ(nearest_name("familiez", keys), "families");
  EXPECT_EQ(nearest_name("gru", {"gru_reset_before", "gru", "lstm"}), "gru");
}

TEST(NearestName, IsEmptyWhereNothingIsNear) {
  EXPECT_EQ(nearest_name("temperature", keys), "");
  EXPECT_EQ(nearest_name("hidden", {}), "");
}

TEST(NearestName, ToleratesAThirdOfALongNameAndNoMore) {
  EXPECT_EQ(nearest_name("abcdefghi", {"abcdefxyz"}), "abcdefxyz");  // 3 edits of 9
  EXPECT_EQ(nearest_name("abcdefghi", {"abcdewxyz"}), "");           // 4 edits of 9
}

TEST(NearestName, OfEquallyNearNamesTheFirstIsTaken) { EXPECT_EQ(nearest_name("p95", {"p90", "p99"}), "p90"); }

TEST(Suggestion, AsksForTheNearestName) { EXPECT_EQ(suggestion("hiden", keys), "; did you mean 'hidden'?"); }

TEST(Suggestion, ListsWhatIsKnownWhereNothingIsNear) {
  EXPECT_EQ(suggestion("temperature", keys), "; known: hidden, layers, families");
}

TEST(Suggestion, SaysNothingWhereNothingIsKnown) { EXPECT_EQ(suggestion("temperature", {}), ""); }

}  // namespace
}  // namespace gatewise::base_nearest_name_test
