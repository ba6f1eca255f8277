// Entity F1 against a published scorer: conlleval's figures for the seven systems of the WNUT17 shared task (Derczynski
// et al. 2017), to the second decimal.
#include <gmock/gmock.h>

#include <cmath>
#include <sstream>

#include "data/dataset.hpp"
#include "quality/entities.hpp"
#include "support/datasets.hpp"
#include "support/files.hpp"

namespace gatewise::entity_f1_test {
namespace {

using tests::bytes_of;
using tests::lines_of;

/// The last column of every sentence of a CoNLL file: columns by tab or space, LF or CRLF, sentences parted by a line
/// without a token.
std::vector<std::vector<ChunkTag>> tags_of(const std::filesystem::path& file) {
  std::vector<std::vector<ChunkTag>> sentences(1);
  for (const std::string& line : lines_of(bytes_of(file))) {
    std::istringstream words(line);
    std::string token;
    std::string tag;
    if (!(words >> token)) {
      if (!sentences.back().empty()) sentences.emplace_back();
      continue;
    }
    while (words >> tag) {
    }
    sentences.back().push_back(parse_chunk_tag(tag));
  }
  if (sentences.back().empty()) sentences.pop_back();
  return sentences;
}

struct System {
  const char* file;
  double published;
};

void PrintTo(const System& system, std::ostream* out) { *out << system.file; }

class Wnut17 : public ::testing::TestWithParam<System> {};

TEST_P(Wnut17, ScoresAsPublished) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const std::filesystem::path folder = tests::data_mirror() / "wnut17";
  const auto truth = tags_of(folder / "emerging.test.annotated");
  const auto answers = tags_of(folder / "submissions" / GetParam().file);
  ASSERT_EQ(truth.size(), answers.size());
  EntityCounts sum;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    ASSERT_EQ(truth[i].size(), answers[i].size()) << "sentence " << i;
    const EntityCounts counts = count_entities(truth[i], answers[i]);
    sum.truth += counts.truth;
    sum.predicted += counts.predicted;
    sum.right += counts.right;
  }
  const double f1 = 200.0 * static_cast<double>(sum.right) / static_cast<double>(sum.truth + sum.predicted);
  EXPECT_DOUBLE_EQ(std::round(f1 * 100) / 100, GetParam().published);
}

INSTANTIATE_TEST_SUITE_P(Systems, Wnut17,
                         ::testing::Values(System{"uh_ritual", 41.86}, System{"spinningbytes.txt", 40.78},
                                           System{"sjtu_adapt.txt", 40.42}, System{"arcada", 39.98},
                                           System{"flytxt", 38.35}, System{"mic-cis.txt", 37.06},
                                           System{"drexel_cci", 26.30}));

}  // namespace
}  // namespace gatewise::entity_f1_test
