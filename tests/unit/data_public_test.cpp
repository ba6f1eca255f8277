// The public datasets: what their files hold, counted by other programs before this one read them.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "data/blocks_reader.hpp"
#include "data/vocabulary.hpp"
#include "quality/floors.hpp"
#include "quality/metrics.hpp"
#include "support/datasets.hpp"

namespace gatewise {
namespace {

std::vector<std::filesystem::path> mirrored(const DatasetDescription& description) {
  return paths_of(locate_files(description, {"", tests::data_mirror(), false, {}}, nullptr));
}

Dataset load_public(const std::string& id) {
  const DatasetDescription description = tests::bundled_description(id);
  return load_dataset(description, mirrored(description));
}

std::int64_t percentile(const Sequences& sequences, double q) {
  std::vector<std::int64_t> lengths = lengths_of(sequences);
  std::sort(lengths.begin(), lengths.end());
  return lengths[static_cast<std::size_t>(q * static_cast<double>(lengths.size() - 1))];
}

std::vector<std::int64_t> shape_of(const Sequences& sequences) {
  std::vector<std::int64_t> shape;
  for (const double q : {0.0, 0.5, 0.9, 0.99, 1.0}) shape.push_back(percentile(sequences, q));
  return shape;
}

const Floor& floor_named(const std::vector<Floor>& floors, const std::string& name) {
  return *std::find_if(floors.begin(), floors.end(), [&](const Floor& floor) { return floor.name == name; });
}

std::set<std::string> groups_of(const Sequences& sequences) {
  std::set<std::string> groups;
  for (const Sequence& sequence : sequences) groups.insert(sequence.group);
  return groups;
}

std::size_t words_in(const Sequences& sequences) {
  std::set<std::int32_t> words;
  for (const Sequence& sequence : sequences) words.insert(sequence.words.begin(), sequence.words.end());
  return words.size();
}

using Shape = std::vector<std::int64_t>;

TEST(SnipsSlots, HasTheSequencesTagsAndWordsThatItsAuthorsCount) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const Dataset dataset = load_public("snips-slots");
  EXPECT_EQ(dataset.train.size(), 13084U);
  EXPECT_EQ(dataset.validation.size(), 700U);
  EXPECT_EQ(dataset.test.size(), 700U);
  EXPECT_EQ(shape_of(dataset.train), (Shape{2, 9, 13, 18, 35}));
  EXPECT_EQ(dataset.classes.size(), 72U);
  EXPECT_EQ(dataset.unseen_classes, 0);
  EXPECT_TRUE(dataset.entity_tags);
  EXPECT_EQ(words_in(dataset.train), 11418U);
  EXPECT_LT(dataset.vocabulary, 11418) << "words that train has once are unknown, so that the unknown token is learnt";
  EXPECT_GT(unknown_share(dataset.train), 0);
}

TEST(SnipsSlots, ItsFloorsAreThoseThatWereCountedElsewhere) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const std::vector<Floor> floors = floors_of(load_public("snips-slots"));
  const Metric& accuracy = find_metric("token_accuracy");
  EXPECT_NEAR(accuracy.value(floor_named(floors, "most frequent label").test), 0.4844, 0.0001);
  // 0.7400 or 0.7389, as ties between a word's tags fall.
  EXPECT_NEAR(accuracy.value(floor_named(floors, "most frequent label per token").test), 0.7395, 0.0010);
}

TEST(SpokenArabicDigits, HasTheSequencesThatItsAuthorsCount) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const Dataset dataset = load_public("spoken-arabic-digits");
  EXPECT_EQ(dataset.train.size() + dataset.validation.size(), 6600U);
  EXPECT_EQ(dataset.validation.size(), 1000U);
  EXPECT_EQ(dataset.test.size(), 2200U);
  EXPECT_EQ(dataset.feature_count, 13);
  EXPECT_EQ(dataset.classes.size(), 10U);
  Sequences all = dataset.train;
  all.insert(all.end(), dataset.validation.begin(), dataset.validation.end());
  EXPECT_EQ(shape_of(all), (Shape{4, 39, 51, 61, 93}));
}

TEST(SpokenArabicDigits, NoSpeakerIsOnTwoSides) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const Dataset dataset = load_public("spoken-arabic-digits");
  std::set<std::string> all = groups_of(dataset.train);
  all.merge(groups_of(dataset.validation));
  all.merge(groups_of(dataset.test));
  EXPECT_EQ(groups_of(dataset.train).size(), 56U);
  EXPECT_EQ(groups_of(dataset.validation).size(), 10U);
  EXPECT_EQ(groups_of(dataset.test).size(), 22U);
  EXPECT_EQ(all.size(), 88U);
}

/// Each file was cut one utterance early: by file name, nine labels of test would be wrong.
TEST(SpokenArabicDigits, ADigitsLastUtteranceStandsInTheNextFile) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const DatasetDescription description = tests::bundled_description("spoken-arabic-digits");
  RawDataset raw;
  read_blocks(description, mirrored(description), raw);
  const Sequence& last_zero = raw.dataset.test.at(219);
  EXPECT_FLOAT_EQ(last_zero.features.at(0), 0.2128F) << "the first number of test_01.txt";
  EXPECT_EQ(raw.labels.names().at(static_cast<std::size_t>(last_zero.labels.at(0))), "0");
  EXPECT_EQ(raw.labels.names().at(static_cast<std::size_t>(raw.dataset.test.at(220).labels.at(0))), "1");
}

TEST(SpokenArabicDigits, SoftmaxOnTheMeanFrameScoresWhatWasCountedElsewhere) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const std::vector<Floor> floors = floors_of(load_public("spoken-arabic-digits"));
  EXPECT_NEAR(find_metric("accuracy").value(floor_named(floors, "softmax on the mean frame").test), 0.686, 0.01);
}

}  // namespace
}  // namespace gatewise
