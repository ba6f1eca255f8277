#include "data/preparation/class_inventory.hpp"

#include <gmock/gmock.h>

#include "data/dataset.hpp"

namespace gatewise::data_class_inventory_test {
namespace {

using ::testing::ElementsAre;

Sequence labelled(const std::vector<std::string>& names, NameTable& table) {
  Sequence sequence;
  for (const std::string& name : names) sequence.labels.push_back(table.number_of(name));
  return sequence;
}

Dataset numbered(const std::vector<std::string>& train, const std::vector<std::string>& validation,
                 const std::vector<std::string>& test) {
  NameTable table;
  Dataset dataset;
  dataset.train = {labelled(train, table)};
  dataset.validation = {labelled(validation, table)};
  dataset.test = {labelled(test, table)};
  number_classes(table, dataset);
  return dataset;
}

TEST(ClassInventory, ClassesOfTrainComeByName) {
  const Dataset dataset = numbered({"c", "a", "b"}, {"a"}, {"b"});
  EXPECT_THAT(dataset.classes, ElementsAre("a", "b", "c"));
  EXPECT_EQ(dataset.outputs, 3);
  EXPECT_EQ(dataset.unseen_classes, 0);
  EXPECT_THAT(dataset.train[0].labels, ElementsAre(2, 0, 1));
}

TEST(ClassInventory, ClassesThatTrainLacksFollowAndAreCounted) {
  const Dataset dataset = numbered({"m", "z"}, {"a", "m"}, {"k", "a", "k"});
  EXPECT_THAT(dataset.classes, ElementsAre("m", "z", "a", "k"));
  EXPECT_EQ(dataset.outputs, 4);
  EXPECT_EQ(dataset.unseen_classes, 2);
  EXPECT_THAT(dataset.validation[0].labels, ElementsAre(2, 0));
  EXPECT_THAT(dataset.test[0].labels, ElementsAre(3, 2, 3));
  EXPECT_EQ(count_unseen_labels(dataset.train, dataset), 0);
  EXPECT_EQ(count_unseen_labels(dataset.validation, dataset), 1);
  EXPECT_EQ(count_unseen_labels(dataset.test, dataset), 3);
}

TEST(ClassInventory, EntityTagsAreOOrAPositionAndAType) {
  EXPECT_TRUE(are_entity_tags({"B-artist", "I-artist", "O"}));
  EXPECT_TRUE(are_entity_tags({"I-PER", "O"}));
  EXPECT_TRUE(are_entity_tags({"B-x", "E-x", "S-x", "O"}));
  EXPECT_FALSE(are_entity_tags({"O"})) << "nothing begins";
  EXPECT_FALSE(are_entity_tags({"S-x", "O"}));
  EXPECT_FALSE(are_entity_tags({"B-artist", "other"}));
  EXPECT_FALSE(are_entity_tags({"B-", "O"}));
  EXPECT_FALSE(are_entity_tags({}));
}

TEST(ClassInventory, SaysThatTheTagsAreOfEntities) {
  EXPECT_TRUE(numbered({"B-x", "O"}, {"O"}, {"O"}).entity_tags);
  EXPECT_FALSE(numbered({"busy", "idle"}, {"idle"}, {"idle"}).entity_tags);
}

}  // namespace
}  // namespace gatewise::data_class_inventory_test
