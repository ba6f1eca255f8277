#include "quality/entities.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace gatewise::quality_entities_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<ChunkTag> tags(const std::string& text) {
  std::istringstream words(text);
  std::vector<ChunkTag> all;
  for (std::string word; words >> word;) all.push_back(parse_chunk_tag(word));
  return all;
}

std::vector<Entity> entities(const std::string& text) { return find_entities(tags(text)); }

TEST(ChunkTags, ArePrefixAndType) {
  EXPECT_EQ(parse_chunk_tag("B-music-item"), (ChunkTag{'B', "music-item"}));
  EXPECT_EQ(parse_chunk_tag("O"), (ChunkTag{'O', ""}));
}

TEST(Entities, OfIob2BeginAtB) {
  EXPECT_THAT(entities("O B-a I-a B-a O"), ElementsAre(Entity{1, 3, "a"}, Entity{3, 4, "a"}));
}

TEST(Entities, OfIob1BeginAtIBehindO) {
  EXPECT_THAT(entities("I-a I-a O I-a B-a"), ElementsAre(Entity{0, 2, "a"}, Entity{3, 4, "a"}, Entity{4, 5, "a"}));
}

TEST(Entities, OfIobesEndAtEAndS) {
  EXPECT_THAT(entities("B-a I-a E-a S-a S-a E-a"),
              ElementsAre(Entity{0, 3, "a"}, Entity{3, 4, "a"}, Entity{4, 5, "a"}, Entity{5, 6, "a"}));
}

TEST(Entities, EndWhereTheTypeChangesThoughTheTagsAreBroken) {
  EXPECT_THAT(entities("B-a I-b I-b"), ElementsAre(Entity{0, 1, "a"}, Entity{1, 3, "b"}));
}

TEST(Entities, AreNoneInNothing) {
  EXPECT_THAT(entities(""), IsEmpty());
  EXPECT_THAT(entities("O O"), IsEmpty());
}

TEST(EntityCounting, WantsPlaceAndTypeRight) {
  const EntityCounts counts = count_entities(tags("B-a I-a O B-b B-a"), tags("B-a O O B-b B-b"));
  EXPECT_EQ(counts.truth, 3);
  EXPECT_EQ(counts.predicted, 3);
  EXPECT_EQ(counts.right, 1) << "a shorter one is wrong, another type is wrong";
}

}  // namespace
}  // namespace gatewise::quality_entities_test
