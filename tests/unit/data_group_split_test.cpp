#include <gmock/gmock.h>

#include <set>
#include <string>

#include "data/group_split.hpp"

namespace gatewise {
namespace {

/// `each` sequences of every group, in turn; a sequence's label is its index.
Sequences sequences_of(std::size_t groups, std::size_t each) {
  Sequences all;
  for (std::size_t i = 0; i < groups * each; ++i) {
    Sequence& sequence = all.emplace_back();
    sequence.length = 1;
    sequence.group = "g" + std::to_string(i % groups);
    sequence.labels = {static_cast<std::int32_t>(i)};
  }
  return all;
}

Dataset split(std::size_t groups, std::size_t each, const GroupSplit& how) {
  Dataset dataset;
  split_by_group(sequences_of(groups, each), how, dataset);
  return dataset;
}

std::set<std::string> groups_of(const Sequences& sequences) {
  std::set<std::string> groups;
  for (const Sequence& sequence : sequences) groups.insert(sequence.group);
  return groups;
}

TEST(GroupSplit, KeepsEveryGroupOnOneSide) {
  const Dataset dataset = split(20, 5, {0.2, 0.25, 1});
  std::set<std::string> all;
  for (const Sequences* side : {&dataset.train, &dataset.validation, &dataset.test}) {
    for (const std::string& group : groups_of(*side)) EXPECT_TRUE(all.insert(group).second) << group << " on two sides";
  }
  EXPECT_EQ(all.size(), 20U);
  EXPECT_EQ(dataset.train.size() + dataset.validation.size() + dataset.test.size(), 100U);
}

TEST(GroupSplit, SharesAreOfGroupsRoundedToWholeOnes) {
  const Dataset dataset = split(21, 3, {0.2, 0.25, 1});
  EXPECT_EQ(groups_of(dataset.validation).size(), 4U);  // 4.2
  EXPECT_EQ(groups_of(dataset.test).size(), 5U);        // 5.25
  EXPECT_EQ(groups_of(dataset.train).size(), 12U);
}

TEST(GroupSplit, ASmallShareStillGetsOneGroup) {
  const Dataset dataset = split(5, 1, {0.01, 0.01, 1});
  EXPECT_EQ(dataset.validation.size(), 1U);
  EXPECT_EQ(dataset.test.size(), 1U);
  EXPECT_EQ(dataset.train.size(), 3U);
}

TEST(GroupSplit, TheSeedAloneDecides) {
  const GroupSplit one{0.2, 0.25, 1};
  EXPECT_EQ(groups_of(split(20, 2, one).test), groups_of(split(20, 2, one).test));
  EXPECT_EQ(groups_of(split(20, 2, one).test), groups_of(split(20, 7, one).test)) << "more sequences move no group";
  EXPECT_NE(groups_of(split(20, 2, one).test), groups_of(split(20, 2, {0.2, 0.25, 2}).test));
}

TEST(GroupSplit, TheOrderWithinASideIsKept) {
  const Dataset dataset = split(6, 10, {0.2, 0.25, 1});
  for (std::size_t i = 1; i < dataset.train.size(); ++i) {
    EXPECT_LT(dataset.train[i - 1].labels[0], dataset.train[i].labels[0]);
  }
}

}  // namespace
}  // namespace gatewise
