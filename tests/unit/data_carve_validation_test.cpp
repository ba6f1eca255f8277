#include <gmock/gmock.h>

#include <set>

#include "data/carve_validation.hpp"

namespace gatewise {
namespace {

/// Ten sequences of each of `groups` groups, in turn, whose length is their index.
Dataset train_of(std::size_t groups) {
  Dataset dataset;
  for (std::size_t i = 0; i < 10 * groups; ++i) {
    Sequence& sequence = dataset.train.emplace_back();
    sequence.length = static_cast<std::int64_t>(i);
    sequence.group = "g" + std::to_string(i % groups);
  }
  return dataset;
}

std::set<std::string> groups_of(const Sequences& sequences) {
  std::set<std::string> groups;
  for (const Sequence& sequence : sequences) groups.insert(sequence.group);
  return groups;
}

TEST(CarveValidation, WholeGroupsMoveAndTheShareIsOfGroups) {
  Dataset dataset = train_of(66);
  carve_validation({0.15, true, 1}, dataset);
  EXPECT_EQ(groups_of(dataset.validation).size(), 10U);  // 9.9
  EXPECT_EQ(groups_of(dataset.train).size(), 56U);
  EXPECT_EQ(dataset.validation.size(), 100U);
  EXPECT_EQ(dataset.train.size(), 560U);
}

TEST(CarveValidation, SingleSequencesMoveWhereGroupsAreNotAskedFor) {
  Dataset dataset = train_of(4);
  carve_validation({0.25, false, 1}, dataset);
  EXPECT_EQ(dataset.validation.size(), 10U);
  EXPECT_EQ(groups_of(dataset.train).size(), 4U);
}

TEST(CarveValidation, NothingIsLostAndTheOrderIsKept) {
  Dataset dataset = train_of(10);
  carve_validation({0.3, false, 7}, dataset);
  std::set<std::int64_t> all;
  for (const Sequences* side : {&dataset.train, &dataset.validation}) {
    const std::vector<std::int64_t> order = lengths_of(*side);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    all.insert(order.begin(), order.end());
  }
  EXPECT_EQ(all.size(), 100U);
}

TEST(CarveValidation, ItsSeedDecides) {
  Dataset one = train_of(10);
  Dataset same = train_of(10);
  Dataset other = train_of(10);
  carve_validation({0.3, false, 1}, one);
  carve_validation({0.3, false, 1}, same);
  carve_validation({0.3, false, 2}, other);
  EXPECT_EQ(lengths_of(one.validation), lengths_of(same.validation));
  EXPECT_NE(lengths_of(one.validation), lengths_of(other.validation));
}

TEST(CarveValidation, ASmallShareIsStillOne) {
  Dataset dataset = train_of(3);
  carve_validation({0.01, true, 1}, dataset);
  EXPECT_EQ(groups_of(dataset.validation).size(), 1U);
}

}  // namespace
}  // namespace gatewise
