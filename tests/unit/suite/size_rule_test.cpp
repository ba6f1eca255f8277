// Hidden sizes by a rule: the search against trying every size, for every family, direction and depth.
#include "suite/size_rule.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "cells/nominal_memory.hpp"
#include "data/dataset.hpp"
#include "journal/recorded_sizes.hpp"
#include "run/plan/solve_sizes.hpp"
#include "suite/sizes.hpp"
#include "support/temporary_folder.hpp"
#include "training/trainer.hpp"

namespace gatewise::run_size_rule_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

Dataset dense_dataset() {
  Dataset dataset;
  dataset.id = "x";
  dataset.feature_count = 7;
  dataset.outputs = 5;
  return dataset;
}

Dataset token_dataset() {
  Dataset dataset = dense_dataset();
  dataset.feature_count = 0;
  dataset.vocabulary = 40;
  dataset.task = Task::token_labelling;
  return dataset;
}

Suite suite_with(const SizeRule& rule, const std::vector<Architecture>& architectures) {
  Suite suite;
  suite.size_rule = rule;
  suite.architectures = architectures;
  suite.backends = {{"reference", "f32"}, {"int8", "int8"}};
  return suite;
}

/// Every family, forward and bidirectional, one to three layers deep.
std::vector<Architecture> all_architectures(std::int64_t embedding) {
  std::vector<Architecture> all;
  for (const Family& family : built_in_families()) {
    for (const std::int64_t layers : {1, 2, 3}) {
      for (const bool bidirectional : {false, true}) all.push_back({family.id, 0, layers, bidirectional, embedding});
    }
  }
  return all;
}

double value_at(const SizeRule& rule, const std::string& precision, ModelShape shape, std::int64_t hidden) {
  shape.architecture.hidden = hidden;
  return static_cast<double>(rule.fit == "memory" ? nominal_bytes(shape, precision) : shape.parameter_count());
}

/// The largest multiple that is within, found by trying all of them.
std::int64_t by_trying_all(const SizeRule& rule, const std::string& precision, const ModelShape& shape) {
  std::int64_t best = 0;
  for (std::int64_t hidden = rule.multiple; hidden <= 600; hidden += rule.multiple) {
    if (value_at(rule, precision, shape, hidden) <= rule.max) best = hidden;
  }
  return best;
}

void expect_as_by_trying_all(const SizeRule& rule, const std::string& precision, const Dataset& dataset,
                             std::int64_t embedding) {
  const Suite suite = suite_with(rule, all_architectures(embedding));
  const std::vector<SolvedSize> sizes = solve_sizes(suite, dataset);
  ASSERT_EQ(sizes.size(), suite.architectures.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const ModelShape shape = shape_for(suite.architectures[i], dataset);
    const std::int64_t expected = by_trying_all(rule, precision, shape);
    EXPECT_EQ(sizes[i].hidden, expected) << suite.architectures[i].id() << " " << rule.text();
    EXPECT_DOUBLE_EQ(sizes[i].value, value_at(rule, precision, shape, expected));
    EXPECT_LE(sizes[i].value, rule.max);
    EXPECT_EQ(sizes[i].next, expected + rule.multiple);
    EXPECT_GT(sizes[i].next_value, rule.max) << "a larger one would have fitted";
  }
}

TEST(SizeSolver, FindsForEveryFamilyDirectionAndDepthWhatTryingAllSizesFinds) {
  for (const double max : {1500.0, 8000.0, 50000.0, 200000.0}) {
    for (const std::int64_t multiple : {1, 2, 8}) {
      if (max == 1500.0 && multiple == 8) continue;  // three bidirectional layers of 8 LSTM cells are more than that
      expect_as_by_trying_all({"parameters", max, multiple}, "f32", dense_dataset(), 0);
    }
  }
  expect_as_by_trying_all({"parameters", 30000, 1}, "f32", token_dataset(), 16);
}

TEST(SizeSolver, TakesTheBackendsPrecisionForMemory) {
  for (const std::int64_t multiple : {1, 8}) {
    expect_as_by_trying_all({"memory", 131072, multiple, "reference.f32"}, "f32", dense_dataset(), 0);
    expect_as_by_trying_all({"memory", 65536, multiple, "int8.int8"}, "int8", dense_dataset(), 0);
  }
  expect_as_by_trying_all({"memory", 65536, 1, "int8.int8"}, "int8", token_dataset(), 16);
}

TEST(SizeSolver, HoldsAFamilyThatTheRulesBackendHasNotAgainstOneThatHasIt) {
  Suite suite = suite_with({"memory", 65536, 1, "reference.f32"}, {{"mingru", 0}});
  suite.offers = {{"reference", {"lstm"}}, {"int8", {"mingru"}}};
  EXPECT_EQ(size_backend(suite, {"mingru", 0}).name(), "int8.int8");
  suite.offers["reference"].insert("mingru");
  EXPECT_EQ(size_backend(suite, {"mingru", 0}).name(), "reference.f32");
}

TEST(SizeSolver, NamesTheSmallestSizeAndWhatItNeedsWhereNothingFits) {
  SizeRule rule{"parameters", 100, 4};
  rule.place = "s.toml:3:9";
  const Suite suite = suite_with(rule, {{"lstm", 0}});
  // 4 gates of 4: 16 x 7 + 16 x 4 + 2 x 16, and a head of 5 x 4 + 5.
  EXPECT_THAT([&] { solve_sizes(suite, dense_dataset()); },
              ThrowsMessage<InputError>(AllOf(StartsWith("s.toml:3:9: 'architectures.hidden.max' is 100"),
                                              HasSubstr("the smallest lstm-l1 (hidden size 4) comes to 233 parameters"),
                                              HasSubstr("raise max to at least that"), HasSubstr("hidden.multiple"),
                                              HasSubstr("take 'lstm' out of architectures.families"))));
}

TEST(SizeSolver, GivesEachArchitectureItsOwnSize) {
  Suite suite = suite_with({"parameters", 8000, 1}, {{"lstm", 0}, {"gru", 0}, {"lstm", 0, 2}});
  apply_sizes(suite, solve_sizes(suite, dense_dataset()));
  EXPECT_FALSE(has_open_sizes(suite));
  EXPECT_GT(suite.architectures[1].hidden, suite.architectures[0].hidden) << "a GRU has three gates of four";
  EXPECT_LT(suite.architectures[2].hidden, suite.architectures[0].hidden);
}

TEST(NominalBytes, AreMatricesAtThePrecisionBiasesAndStateInF32) {
  const ModelShape lstm{{"lstm", 8, 1, false, 0}, 7, 0, 5};
  const std::int64_t matrices = 32 * 7 + 32 * 8 + 5 * 8;
  const std::int64_t biases = 32 + 32 + 5;
  const std::int64_t state = 2 * 8;  // h and c
  EXPECT_EQ(nominal_bytes(lstm, "f32"), 4 * (matrices + biases + state));
  EXPECT_EQ(nominal_bytes(lstm, "bf16"), 2 * matrices + 4 * (biases + state));
  EXPECT_EQ(nominal_bytes(lstm, "int8"), matrices + 4 * (biases + state));
  const ModelShape gru{{"gru", 8, 1, true, 0}, 7, 0, 5};
  EXPECT_EQ(nominal_bytes(gru, "f32"), 4 * (gru.parameter_count() + 2 * 8)) << "one vector for each direction";
  EXPECT_THAT([&] { nominal_bytes(gru, "f8"); }, ThrowsMessage<InputError>(HasSubstr("precision 'f8'")));
}

TEST(SizeSearch, NeverLooksAtASizeTwiceNorBeyondTheLargest) {
  std::vector<std::int64_t> seen;
  const SizeSearch search = search_size(8, 1e18, [&](std::int64_t hidden) {
    EXPECT_EQ(std::count(seen.begin(), seen.end(), hidden), 0);
    seen.push_back(hidden);
    return static_cast<double>(hidden);
  });
  EXPECT_EQ(search.best.hidden, most_hidden);
  EXPECT_EQ(search.next.hidden, 0);
  EXPECT_LE(seen.size(), 11U);
}

TEST(SizeSearch, GoesDownAsLongAsASecondLookSaysThatItIsOver) {
  const SizeSearch first = search_size(8, 100, [](std::int64_t hidden) { return static_cast<double>(hidden); });
  ASSERT_EQ(first.best.hidden, 96);
  const SizeSearch found =
      confirm_size(first, 8, 100, [](std::int64_t hidden) { return 1.2 * static_cast<double>(hidden); });
  EXPECT_EQ(found.best.hidden, 80);
  EXPECT_DOUBLE_EQ(found.best.value, 96);
  EXPECT_EQ(found.next.hidden, 88);
  EXPECT_DOUBLE_EQ(found.next.value, 1.2 * 88);
  const SizeSearch none = confirm_size(first, 8, 100, [](std::int64_t) { return 101.0; });
  EXPECT_EQ(none.best.hidden, 0);
  EXPECT_EQ(none.next.hidden, 8);
}

class SizeRuleFile : public ::testing::Test {
 protected:
  Suite read(const std::string& text) const {
    write_file_atomically(file(), text);
    return read_suite(file(), {});
  }
  std::filesystem::path file() const { return folder_ / "mine.toml"; }
  auto refuses(const std::string& hidden, const std::string& start, const std::string& part) const {
    write_file_atomically(file(),
                          "[architectures]\nhidden = " + hidden + "\n[backends]\nuse = [\"a.f32\", \"b.int8\"]\n");
    EXPECT_THAT([&] { read_suite(file(), {}); },
                ThrowsMessage<InputError>(AllOf(StartsWith(file().string() + start), HasSubstr(part))));
  }

  const tests::TemporaryFolder folder_;
};

TEST_F(SizeRuleFile, LeavesArchitecturesWithoutASize) {
  const Suite suite =
      read("[architectures]\nfamilies = [\"lstm\", \"gru\"]\nhidden = { fit = \"memory\", max = \"64 KiB\" }\n");
  ASSERT_TRUE(suite.size_rule);
  EXPECT_EQ(suite.size_rule->max, 65536);
  EXPECT_EQ(suite.size_rule->multiple, 1);
  EXPECT_EQ(suite.size_rule->backend, "reference.f32");
  EXPECT_THAT(suite.size_rule->place, StartsWith(file().string() + ":3:"));
  ASSERT_EQ(suite.architectures.size(), 2U);
  EXPECT_EQ(suite.architectures[0].id(), "lstm-l1");
  EXPECT_TRUE(has_open_sizes(suite));
  EXPECT_EQ(read("[architectures]\nhidden = { fit = \"latency\", max = \"5us\" }\n").size_rule->multiple, 8);
  EXPECT_FALSE(read("[architectures]\nhidden = [8]\n").size_rule);
}

TEST_F(SizeRuleFile, RefusesWhatItCantSolveFor) {
  refuses("{ fit = \"speed\", max = 3 }", ":2:", "'architectures.hidden.fit' is 'speed'");
  refuses("{ fit = \"parameters\" }", ":2:", "'architectures.hidden.max' is missing");
  refuses("{ max = \"64KiB\" }", ":2:", "must be an integer");
  refuses("{ max = 0 }", ":2:", "'architectures.hidden.max' is 0");
  refuses("{ fit = \"memory\", max = 64 }", ":2:", "must be a size with its unit");
  refuses("{ fit = \"latency\", max = \"64KiB\" }", ":2:", "must be a time with its unit");
  refuses("{ max = 100, multiple = 0 }", ":2:", "'architectures.hidden.multiple' is 0");
  refuses("{ max = 100, backend = \"a.f32\" }", ":2:", "take it out");
  refuses("{ fit = \"memory\", max = \"1KiB\", backend = \"b.int9\" }", ":2:", "did you mean 'b.int8'?");
  refuses("{ max = 100, least = 3 }", ":2:", "unknown key 'least'");
  refuses("{ fit = \"latency\", max = \"5us\" }\ndirection = [\"bidirectional\"]", ":3:", "can't stream");
}

TEST_F(SizeRuleFile, HasNoPlaceWhereNoDatasetSaysHowWideAModelIs) {
  EXPECT_THAT(
      [&] {
        read(
            "task = \"cost-only\"\n[architectures]\nhidden = { max = 100 }\n[workload]\nlengths = { shape = "
            "\"constant\", steps = 4 }\n");
      },
      ThrowsMessage<InputError>(HasSubstr("must be a list in a cost-only suite")));
}

TEST(SolvedSize, IsReadBackFromAJournal) {
  const tests::TemporaryFolder folder;
  SizeRule rule{"latency", 5000, 8, "reference.f32"};
  const Suite suite = suite_with(rule, {{"lstm", 0}, {"gru", 0}, {"rnn_tanh", 0}});
  Journal journal(folder.path());
  Record record;
  record.kind = "size";
  record.subject = "lstm-l1";
  record.key = "k";
  record.status = "ok";
  record.determinants = {{"rule", rule}};
  SolvedSize found;
  found.architecture = suite.architectures[0];
  found.hidden = 48;
  found.value = 4800;
  found.next = 56;
  found.host = "here";
  record.result = found;
  journal.append(record);
  record.key = "l";
  record.subject = "gru-l1";
  record.status = "failed";
  record.message = "it crashed";
  record.result = nullptr;
  journal.append(record);
  const std::vector<SolvedSize> sizes = read_sizes(suite, Journal(folder.path()));
  ASSERT_EQ(sizes.size(), 3U);
  EXPECT_EQ(sizes[0].solved().id(), "lstm-h48-l1");
  EXPECT_EQ(sizes[0].next, 56);
  EXPECT_EQ(sizes[0].host, "here");
  EXPECT_EQ(sizes[1].hidden, 0);
  EXPECT_EQ(sizes[1].trouble, "it crashed");
  EXPECT_THAT(sizes[2].trouble, HasSubstr("run the suite again"));
  rule.max = 6000;
  EXPECT_EQ(read_sizes(suite_with(rule, {{"lstm", 0}}), Journal(folder.path()))[0].hidden, 0)
      << "a size by another rule was taken";
}

}  // namespace
}  // namespace gatewise::run_size_rule_test
