#include "data/length_source.hpp"

#include <gmock/gmock.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.hpp"
#include "data/dataset.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_length_source_test {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

LengthSource shape(const std::string& name, double first, double second = 0, std::int64_t most = 0) {
  LengthSource source;
  source.name = name;
  source.first = first;
  source.second = second;
  source.most = most;
  return source;
}

LengthSource table(std::vector<std::pair<double, double>> quantiles) {
  LengthSource source;
  source.name = "published";
  source.quantiles = std::move(quantiles);
  return source;
}

double mean_of(const std::vector<std::int64_t>& lengths) {
  double sum = 0;
  for (const std::int64_t length : lengths) sum += static_cast<double>(length);
  return sum / static_cast<double>(lengths.size());
}

TEST(LengthAt, OfAConstantIsTheConstant) {
  for (const double share : {0.001, 0.5, 0.999}) EXPECT_EQ(length_at(shape("constant", 37), share), 37);
}

TEST(LengthAt, OfAUniformShapeRisesOnALine) {
  const LengthSource source = shape("uniform", 10, 110);
  EXPECT_EQ(length_at(source, 0), 10);
  EXPECT_EQ(length_at(source, 0.25), 35);
  EXPECT_EQ(length_at(source, 0.5), 60);
  EXPECT_EQ(length_at(source, 1), 110);
}

TEST(LengthAt, OfAGeometricShapeIsTheLeastThatTheShareDoesNotExceed) {
  const LengthSource source = shape("geometric", 4);  // P(length <= k) = 1 - (3/4)^k
  for (std::int64_t k = 1; k < 30; ++k) {
    const double up_to = 1 - std::pow(0.75, static_cast<double>(k));
    EXPECT_EQ(length_at(source, up_to - 1e-9), k);
    EXPECT_EQ(length_at(source, up_to + 1e-9), k + 1);
  }
  EXPECT_EQ(length_at(shape("geometric", 1), 0.9), 1) << "a mean of 1 is always 1";
}

TEST(LengthAt, OfALognormalShapeHasItsQuantiles) {
  const LengthSource source = shape("lognormal", 100, 0.5);
  EXPECT_EQ(length_at(source, 0.5), 100);
  EXPECT_EQ(length_at(source, 0.841344746), 165) << "100 e^0.5, one deviation up";
  EXPECT_EQ(length_at(source, 0.158655254), 61) << "100 e^-0.5, one deviation down";
  EXPECT_EQ(length_at(source, 0.977249868), 272) << "100 e, two deviations up";
}

TEST(LengthAt, IsAtLeastOneAndAtMostTheBound) {
  EXPECT_EQ(length_at(shape("lognormal", 1, 3), 0.01), 1);
  EXPECT_EQ(length_at(shape("lognormal", 100, 0.5, 120), 0.99), 120);
  EXPECT_EQ(length_at(shape("lognormal", 100, 0.5, 120), 0.4), length_at(shape("lognormal", 100, 0.5), 0.4));
  EXPECT_EQ(length_at(shape("constant", 50, 0, 20), 0.5), 20);
  EXPECT_EQ(length_at(shape("lognormal", 1e9, 50), 0.99), 1'000'000'000) << "a length that no integer holds";
}

TEST(LengthAt, OfATableJoinsNeighboursByALine) {
  const LengthSource source = table({{0, 2}, {0.5, 10}, {0.9, 50}, {1, 60}});
  EXPECT_EQ(length_at(source, 0), 2);
  EXPECT_EQ(length_at(source, 0.25), 6);
  EXPECT_EQ(length_at(source, 0.5), 10);
  EXPECT_EQ(length_at(source, 0.7), 30);
  EXPECT_EQ(length_at(source, 0.95), 55);
  EXPECT_EQ(length_at(source, 1), 60);
  EXPECT_EQ(length_at(table({{0.5, 10}, {0.9, 50}}), 0.1), 10) << "before the first line";
  EXPECT_EQ(length_at(table({{0.5, 10}, {0.9, 50}}), 0.99), 50) << "behind the last";
}

TEST(DrawLengths, StandForEqualPartsOfTheDistribution) {
  std::vector<std::int64_t> lengths = draw_lengths(table({{0, 0}, {1, 100}}), 5, 1);
  EXPECT_THAT(lengths, UnorderedElementsAre(10, 30, 50, 70, 90)) << "the middles of five parts";
  EXPECT_NEAR(mean_of(draw_lengths(shape("geometric", 20), 5000, 1)), 20, 0.05);
  EXPECT_NEAR(mean_of(draw_lengths(shape("lognormal", 100, 0.5), 5000, 1)), 100 * std::exp(0.125), 0.2);
}

TEST(DrawLengths, TheSeedChangesTheOrderAlone) {
  const LengthSource source = shape("uniform", 1, 1000);
  std::vector<std::int64_t> one = draw_lengths(source, 100, 1);
  std::vector<std::int64_t> other = draw_lengths(source, 100, 2);
  EXPECT_EQ(one, draw_lengths(source, 100, 1));
  EXPECT_NE(one, other);
  EXPECT_FALSE(std::is_sorted(one.begin(), one.end()));
  std::sort(one.begin(), one.end());
  std::sort(other.begin(), other.end());
  EXPECT_EQ(one, other);
}

TEST(DrawLengths, OfAListAreItsOwnEachOnceWhateverTheCount) {
  LengthSource source;
  source.name = "list";
  source.list = {5, 5, 9};
  EXPECT_THAT(draw_lengths(source, 100, 1), UnorderedElementsAre(5, 5, 9));
  EXPECT_THAT(draw_lengths(source, 1, 1), UnorderedElementsAre(5, 5, 9));
}

/// A suite's [workload] and a folder of distributions.
class LengthFile : public ::testing::Test {
 protected:
  LengthSource read(const std::string& lengths) const {
    const toml::table document = toml::parse("lengths = " + lengths);
    TomlTable workload(document, "suite.toml", "workload");
    return read_length_source(workload, "lengths", {folder_ / "none", folder_.path()});
  }
  LengthSource read_file(const std::string& text) const {
    return read_length_distribution(tests::write(folder_ / "mine.toml", text));
  }
  auto refuses(const std::string& part) const {
    return ThrowsMessage<InputError>(AllOf(StartsWith((folder_ / "mine.toml").string() + ":"), HasSubstr(part)));
  }

  const std::string head_ = "id = 'mine'\nsource = 'counted'\n";
  const tests::TemporaryFolder folder_;
};

TEST_F(LengthFile, HoldsShareByShare) {
  const LengthSource source = read_file(head_ + "sequences = 9\npercent = [0, 50, 100]\nsteps = [3, 7, 7]\n");
  EXPECT_EQ(source.name, "mine");
  EXPECT_THAT(source.quantiles, ElementsAre(std::pair(0.0, 3.0), std::pair(0.5, 7.0), std::pair(1.0, 7.0)));
  EXPECT_FALSE(source.is_dataset());
  EXPECT_EQ(length_at(read("'mine'"), 0.25), 5);
}

TEST_F(LengthFile, ItsMistakesAreNamed) {
  const auto file = [&](const std::string& rest) { return [&, rest] { read_file(head_ + rest); }; };
  EXPECT_THAT(file("percent = [0, 50]\nsteps = [3]\n"), refuses("has 1 values for 2 of 'percent'"));
  EXPECT_THAT(file("percent = [0]\nsteps = [3]\n"), refuses("has 1 values for 1 of 'percent'"));
  EXPECT_THAT(file("percent = [0, 50, 50]\nsteps = [3, 4, 5]\n"), refuses("must rise"));
  EXPECT_THAT(file("percent = [0, 50]\nsteps = [4, 3]\n"), refuses("must rise"));
  EXPECT_THAT(file("percent = [0, 101]\nsteps = [3, 4]\n"), refuses("up to 100"));
  EXPECT_THAT(file("percent = [0, 100]\nsteps = [0, 4]\n"), refuses("steps"));
  EXPECT_THAT(file("percent = [-1, 100]\nsteps = [1, 4]\n"), refuses("percent"));
  EXPECT_THAT(file("percent = [0, 100]\nsteps = [3, 4]\nstep = 1\n"), refuses("unknown key 'step'"));
  EXPECT_THAT([&] { read_file("source = 'counted'\npercent = [0, 100]\nsteps = [3, 4]\n"); }, refuses("id"));
  EXPECT_THAT([&] { read_file("id = 'other'\nsource = 'x'\npercent = [0, 100]\nsteps = [3, 4]\n"); },
              refuses("must be the file's name, 'mine'"));
}

TEST_F(LengthFile, AnUnknownOneNamesFoldersAndTheNearest) {
  read_file(head_ + "percent = [0, 100]\nsteps = [3, 4]\n");
  EXPECT_THAT([&] { read("'mien'"); },
              ThrowsMessage<InputError>(AllOf(HasSubstr((folder_ / "none").string()),
                                              HasSubstr(folder_.path().string()), HasSubstr("did you mean 'mine'?"))));
  EXPECT_THAT([&] { read("'datasets'"); }, ThrowsMessage<InputError>(HasSubstr("did you mean 'dataset'?")));
}

TEST_F(LengthFile, AShapeIsReadWithItsParameters) {
  EXPECT_TRUE(read("'dataset'").is_dataset());
  EXPECT_EQ(length_at(read("{ shape = 'constant', steps = 12 }"), 0.5), 12);
  EXPECT_EQ(length_at(read("{ shape = 'uniform', least = 2, most = 10 }"), 0.5), 6);
  EXPECT_EQ(length_at(read("{ shape = 'geometric', mean = 2 }"), 0.7), 2);
  EXPECT_EQ(length_at(read("{ shape = 'geometric', mean = 200, most = 9 }"), 0.7), 9);
  EXPECT_EQ(length_at(read("{ shape = 'lognormal', median = 40, sigma = 0 }"), 0.9), 40);
  EXPECT_THAT(read("{ list = [3, 1, 3] }").list, ElementsAre(3, 1, 3));
}

TEST_F(LengthFile, AShapesMistakesAreNamed) {
  const auto refused = [&](const std::string& lengths, const std::string& part) {
    EXPECT_THAT([&] { read(lengths); }, ThrowsMessage<InputError>(AllOf(StartsWith("suite.toml:1:"), HasSubstr(part))))
        << lengths;
  };
  refused("{ shape = 'constant' }", "'workload.lengths.steps'");
  refused("{ shape = 'uniform', least = 5, most = 4 }", "'workload.lengths.most'");
  refused("{ shape = 'uniform', least = 0, most = 4 }", "'workload.lengths.least'");
  refused("{ shape = 'geometric', mean = 0.5 }", "'workload.lengths.mean'");
  refused("{ shape = 'lognormal', median = 5 }", "'workload.lengths.sigma'");
  refused("{ shape = 'lognormal', median = 5, sigma = -1 }", "'workload.lengths.sigma'");
  refused("{ shape = 'normal' }", "'normal'");
  refused("{ shape = 'constant', steps = 3, mean = 3 }", "unknown key 'mean'");
  refused("{ list = [] }", "'workload.lengths.list'");
  refused("{ list = [3, 0] }", "'workload.lengths.list'");
  refused("{ list = [3], shape = 'constant' }", "unknown key 'shape'");
}

TEST(WithLengths, GoesOnWhereTheLastSequenceEndedRoundAndRound) {
  Sequences sequences(2);
  sequences[0].length = 3;
  sequences[0].features = {1, -1, 2, -2, 3, -3};
  sequences[0].labels = {1};
  sequences[1].length = 2;
  sequences[1].features = {4, -4, 5, -5};
  const Sequences made = with_lengths(sequences, {2, 2, 7, 1}, 2);
  EXPECT_THAT(lengths_of(made), ElementsAre(2, 2, 7, 1));
  EXPECT_THAT(made[0].features, ElementsAre(1, -1, 2, -2));
  EXPECT_THAT(made[1].features, ElementsAre(3, -3, 4, -4));
  EXPECT_THAT(made[2].features, ElementsAre(5, -5, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 1, -1));
  EXPECT_THAT(made[3].features, ElementsAre(2, -2));
  for (const Sequence& sequence : made) EXPECT_THAT(sequence.labels, IsEmpty()) << "nothing is asked";
}

TEST(WithLengths, OfTokensAndOverAnEmptySequence) {
  Sequences sequences(3);
  sequences[0].length = 2;
  sequences[0].tokens = {7, 8};
  sequences[2].length = 1;
  sequences[2].tokens = {9};
  const Sequences made = with_lengths(sequences, {5}, 0);
  EXPECT_THAT(made[0].tokens, ElementsAre(7, 8, 9, 7, 8));
  EXPECT_THAT(with_lengths(sequences, {}, 0), IsEmpty());
}

TEST(WithLengths, UsesEachStepOfTheDatasetEquallyOften) {
  Sequences sequences;
  for (std::int32_t i = 0; i < 5; ++i) {
    Sequence& sequence = sequences.emplace_back();
    sequence.length = 2;
    sequence.tokens = {2 * i, 2 * i + 1};
  }
  std::map<std::int32_t, int> times;
  for (const Sequence& sequence : with_lengths(sequences, {3, 7, 13, 7}, 0)) {
    for (const std::int32_t token : sequence.tokens) ++times[token];
  }
  EXPECT_THAT(times, ::testing::SizeIs(10));
  for (const auto& [token, count] : times) EXPECT_EQ(count, 3) << token;
}

/// The distributions that come with the suites.
TEST(PublishedLengths, AreAllReadable) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(GATEWISE_SOURCE_DIR "/suites/lengths")) {
    const LengthSource source = read_length_distribution(entry.path());
    EXPECT_EQ(source.quantiles.front().first, 0) << entry.path();
    EXPECT_EQ(source.quantiles.back().first, 1) << entry.path();
    EXPECT_THAT(draw_lengths(source, 50, 1), Each(::testing::Ge(1)));
    ++count;
  }
  EXPECT_GT(count, 10);
}

}  // namespace
}  // namespace gatewise::data_length_source_test
