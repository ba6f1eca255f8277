// A cut never changes what is asked: no border of a split, and no repair, parts an entity.
#include <gmock/gmock.h>

#include "base/error.hpp"
#include "data/dataset.hpp"
#include "data/load.hpp"
#include "quality/floors.hpp"
#include "quality/metrics.hpp"
#include "support/datasets.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_entity_borders_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class EntityBorders : public ::testing::Test {
 protected:
  std::filesystem::path describe(const std::string& rest) {
    std::filesystem::path file = folder_ / "d.toml";
    tests::write(file, "id = 'd'\ntitle = 't'\nlicence = 'CC0-1.0'\nsource = 's'\ntask = 'token-labelling'\n" + rest);
    return file;
  }
  Dataset load(const std::string& rest, const std::string& settings = "") {
    return tests::load_beside(read_dataset_description(describe(rest), settings));
  }

  /// Rows with these labels, a second apart but for a gap before row `gap`.
  void rows(const std::vector<std::string>& labels, std::size_t gap = 0) {
    std::string csv = "seq,t,x,y\n";
    for (std::size_t i = 0; i < labels.size(); ++i)
      csv += "s," + std::to_string(i + (gap > 0 && i >= gap ? 100 : 0)) + ",1," + labels[i] + "\n";
    tests::write(folder_ / "d.csv", csv);
  }

  const std::string csv_ =
      "format = 'csv'\nstep_seconds = 1\n[[file]]\npath = 'd.csv'\n[columns]\nsequence = ['seq']\n"
      "time = 't'\nfeatures = ['x']\nlabel = 'y'\n";
  const tests::TemporaryFolder folder_;
};

const std::string by_rows = "[split]\nby = 'rows'\n[split.rows]\ntrain = [0, 4]\nvalidation = [4, 8]\ntest = [8, 12]\n";

TEST_F(EntityBorders, ASplitThatCutsAnEntityIsRefused) {
  rows({"B-x", "O", "O", "O", "B-x", "I-x", "O", "B-x", "I-x", "O", "B-x", "O"});
  EXPECT_THAT(
      [&] { load(csv_ + by_rows); },
      ThrowsMessage<InputError>(AllOf(HasSubstr("d.toml: [split] by \"rows\" cuts an entity of sequence 1 in two"),
                                      HasSubstr("between its steps 8 ('B-x') and 9 ('I-x')"))));
}

TEST_F(EntityBorders, ASplitBetweenEntitiesIsNot) {
  rows({"B-x", "O", "O", "I-x", "B-x", "I-x", "O", "B-x", "B-x", "I-y", "O", "O"});
  EXPECT_THAT(lengths_of(load(csv_ + by_rows).test), ElementsAre(4));
}

TEST_F(EntityBorders, LabelsThatAreNoEntitiesMayBeCutAnywhere) {
  rows({"on", "on", "off", "on", "on", "on", "off", "on", "on", "on", "off", "off"});
  EXPECT_THAT(lengths_of(load(csv_ + by_rows).test), ElementsAre(4));
}

TEST_F(EntityBorders, ARepairThatCutsAnEntityIsRefusedAtItsLine) {
  rows({"O", "B-x", "O", "B-x", "I-x", "O", "O", "O", "B-x", "O", "O", "O"}, 4);
  const std::string split = csv_ + "[repair]\ntime_gap = 'split'\n";
  EXPECT_THAT([&] { load(split); },
              ThrowsMessage<InputError>(HasSubstr("d.csv:6: an entity goes on here ('I-x' behind 'B-x')")));
}

/// Each sentence has one entity of six tokens, the middle two of which are a word that train tags O.
class LongSentences : public EntityBorders {
 protected:
  LongSentences() {
    for (const char* split : {"train", "validation", "test"})
      tests::write(folder_ / (std::string(split) + ".txt"), text(split));
  }
  static std::string text(const std::string& split) {
    std::string sentence;
    const auto word = [&](const std::string& token, const std::string& tag) { sentence += token + " " + tag + "\n"; };
    word("the", "O");
    word("a", "B-x");
    word("b", "I-x");
    word("odd", split == "train" ? "O" : "I-x");
    word("odd", split == "train" ? "O" : "I-x");
    word("c", "I-x");
    word("d", "I-x");
    word("end", "O");
    return sentence + "\n" + sentence + "\n";
  }
  double entity_f1(const std::string& settings) {
    std::string files = "format = 'conll'\n";
    for (const std::string split : {"train", "validation", "test"})
      files += "[[file]]\npath = '" + split + ".txt'\nsplit = '" + split + "'\n";
    const Dataset dataset = load(files, settings);
    for (const Floor& floor : floors_of(dataset)) {
      if (floor.name == "most frequent label per token") return find_metric("entity_f1").value(floor.test);
    }
    return -1;
  }
};

TEST_F(LongSentences, HaveOneScoreWhateverTheLengthThatTrainIsCutTo) {
  EXPECT_EQ(entity_f1(""), 0) << "the entity is found in two parts, which is wrong";
  EXPECT_EQ(entity_f1("most_length = 3\nlonger = 'pieces'\n"), 0);
  EXPECT_EQ(entity_f1("most_length = 3\nlonger = 'cut'\n"), 0);
}

}  // namespace
}  // namespace gatewise::data_entity_borders_test
