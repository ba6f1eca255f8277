#include "data/preparation/duplicates.hpp"

#include <gmock/gmock.h>

#include "data/dataset.hpp"

namespace gatewise::data_duplicates_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Sequence dense(const std::vector<double>& features, std::int32_t label = 0) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(features.size());
  sequence.values = features;
  sequence.labels = {label};
  return sequence;
}

Sequence text(const std::vector<std::int32_t>& tokens, const std::vector<std::int32_t>& words = {}) {
  Sequence sequence;
  sequence.length = static_cast<std::int64_t>(tokens.size());
  sequence.tokens = tokens;
  sequence.words = words;
  return sequence;
}

TEST(Duplicates, TheFirstStaysWhateverItsLabelAndWhicheverItsList) {
  Sequences one{dense({1, 2}, 5), dense({1, 2}, 6), dense({2, 1})};
  Sequences two{dense({2, 1}), dense({1}), dense({1, 2, 3})};
  EXPECT_EQ(drop_duplicates({&one, &two}), 2);
  ASSERT_EQ(one.size(), 2U);
  EXPECT_THAT(one[0].labels, ElementsAre(5));
  ASSERT_EQ(two.size(), 2U);
  EXPECT_THAT(two[0].values, ElementsAre(1)) << "a part of another is none";
}

TEST(Duplicates, TextsAreTheSameWhereTheirTokensAre) {
  Sequences texts{text({1, 2}), text({1, 2}), text({1, 3})};
  EXPECT_EQ(drop_duplicates({&texts}), 1);
}

TEST(Duplicates, RareWordsAreNotTheSameBecauseTheyAreOneToken) {
  Sequences texts{text({0, 2}, {7, 2}), text({0, 2}, {8, 2}), text({0, 2}, {7, 2})};
  EXPECT_EQ(drop_duplicates({&texts}), 1);
  EXPECT_EQ(texts.size(), 2U);
}

TEST(Duplicates, SharedInputsAreCountedInTheSecondListEachTime) {
  const Sequences train{dense({1}), dense({2}), dense({2})};
  const Sequences test{dense({2}), dense({3}), dense({2})};
  EXPECT_EQ(count_shared(train, test), 2);
  EXPECT_EQ(count_shared(test, train), 2);
  EXPECT_EQ(count_shared(train, {}), 0);
  EXPECT_EQ(count_shared({}, test), 0);
}

}  // namespace
}  // namespace gatewise::data_duplicates_test
