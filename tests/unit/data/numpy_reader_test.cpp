#include "data/readers/numpy_reader.hpp"

#include <gmock/gmock.h>
#include <zip.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/npy.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_numpy_reader_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsNan;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;
using tests::npy;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

std::string floats(const std::string& shape, const std::vector<float>& values) { return npy("<f4", shape, values); }

std::string integers(const std::string& shape, const std::vector<std::int64_t>& values) {
  return npy("<i8", shape, values);
}

/// Text of one letter an element; '.' is an empty one.
std::string letters(const std::string& shape, const std::string& values) {
  std::vector<std::uint32_t> codes;
  for (const char letter : values) codes.push_back(letter == '.' ? 0 : static_cast<unsigned char>(letter));
  return npy("<U1", shape, codes);
}

using Members = std::vector<std::pair<std::string, std::string>>;  // names and arrays

class Numpy : public ::testing::Test {
 protected:
  Numpy() { description_.file = "d.toml"; }

  /// Adds an .npz to the files of a split.
  std::string add(const Members& members, const std::string& split = "train") {
    const std::filesystem::path path = folder_ / ("f" + std::to_string(written_++) + ".npz");
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
    for (const auto& [name, bytes] : members) {
      zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
      zip_file_add(archive, (name + ".npy").c_str(), source, 0);
    }
    zip_close(archive);
    return listed(path, split, "");
  }

  /// The same, and no other file any more.
  std::string only(const Members& members) {
    files_.clear();
    description_.files.clear();
    return add(members);
  }

  /// Adds an .npy.
  std::string add(const std::string& role, const std::string& bytes, const std::string& split = "train") {
    return listed(tests::write(folder_ / ("f" + std::to_string(written_++) + ".npy"), bytes), split, role);
  }

  RawDataset read() const {
    RawDataset raw;
    read_numpy(description_, files_, raw);
    return raw;
  }

  auto refuses(const std::string& problem) const { return ThrowsMessage<InputError>(problem); }

  std::vector<std::string> labels_of(const RawDataset& raw, const Sequence& sequence) const {
    std::vector<std::string> names;
    for (const std::int32_t label : sequence.labels)
      names.push_back(raw.labels.names().at(static_cast<std::size_t>(label)));
    return names;
  }

  const tests::TemporaryFolder folder_;
  DatasetDescription description_;
  RepairRules& rules_ = description_.text.repair;

 private:
  std::string listed(const std::filesystem::path& path, const std::string& split, const std::string& role) {
    description_.files.push_back({path.filename().string(), 0, "", "", split, role});
    files_.push_back(path);
    return path.string();
  }

  std::vector<std::filesystem::path> files_;
  int written_ = 0;
};

TEST_F(Numpy, ARowOfXIsASequenceAndTheRowOfYItsLabel) {
  add({{"x", floats("(2, 2, 3)", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})}, {"y", letters("(2,)", "ba")}});
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.feature_count, 3);
  EXPECT_EQ(raw.dataset.outputs, 0);
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_EQ(raw.dataset.train[1].length, 2);
  EXPECT_THAT(raw.dataset.train[0].values, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(raw.dataset.train[1].values, ElementsAre(7, 8, 9, 10, 11, 12));
  EXPECT_THAT(raw.dataset.train[1].labels, ElementsAre(1));
  EXPECT_EQ(raw.dataset.train[1].group, "");
  EXPECT_THAT(raw.labels.names(), ElementsAre("b", "a"));
}

TEST_F(Numpy, XWithoutAThirdDimensionHasOneFeature) {
  add({{"x", integers("(2, 3)", {1, 2, 3, 4, 5, 6})}, {"y", integers("(2,)", {0, 0})}});
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.feature_count, 1);
  EXPECT_EQ(raw.dataset.train.at(0).length, 3);
  EXPECT_THAT(raw.dataset.train.at(1).values, ElementsAre(4, 5, 6));
}

TEST_F(Numpy, LabelsAreWholeNumbersByTheirDigits) {
  add({{"x", floats("(3, 1)", {1, 2, 3})}, {"y", floats("(3,)", {-1, 3, -0.0F})}});
  EXPECT_THAT(read().labels.names(), ElementsAre("-1", "3", "0"));
}

TEST_F(Numpy, LabelsThatAreFractionsMissingOrEmptyAreRefused) {
  const auto missing_label = [](const std::string& begin) { return ThrowsMessage<InputError>(StartsWith(begin)); };
  const std::string x = floats("(2, 1)", {1, 2});
  std::string file = only({{"x", x}, {"y", floats("(2,)", {1, 0.5})}});
  EXPECT_THAT([&] { read(); }, refuses(file + ": y[1]: 0.5 is neither text nor a whole number"));
  file = only({{"x", x}, {"y", floats("(2,)", {1, nan})}});
  EXPECT_THAT([&] { read(); }, missing_label(file + ": y[1]: the label is missing ('NaN')"));
  file = only({{"x", x}, {"y", letters("(2,)", "a.")}});
  EXPECT_THAT([&] { read(); }, missing_label(file + ": y[1]: the label is missing ('')"));
  description_.task = Task::token_labelling;
  file = only({{"x", floats("(1, 3)", {1, 2, 3})}, {"y", letters("(1, 3)", "ab.")}});
  EXPECT_THAT([&] { read(); }, missing_label(file + ": y[0,2]: the label is missing ('')"));
  rules_.missing = Remedy::zero;
  EXPECT_THAT(read().dataset.train.at(0).labels, ElementsAre(0, 1, -1));
}

TEST_F(Numpy, LengthsCutThePaddingWhateverItHolds) {
  add({{"x", floats("(2, 3, 2)", {1, 2, nan, nan, nan, nan, 3, 4, 5, 6, 7, 8})},
       {"y", integers("(2,)", {0, 1})},
       {"lengths", integers("(2,)", {1, 3})}});
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.train.at(0).length, 1);
  EXPECT_THAT(raw.dataset.train.at(0).values, ElementsAre(1, 2));
  EXPECT_THAT(raw.dataset.train.at(1).values, ElementsAre(3, 4, 5, 6, 7, 8));
  EXPECT_THAT(raw.dataset.repairs.entries(), IsEmpty());
}

TEST_F(Numpy, LengthsThatXDoesNotHaveAreRefusedWithTheirRow) {
  for (const std::int64_t length : {-1, 4}) {
    const std::string file = only({{"x", floats("(2, 3)", {1, 2, 3, 4, 5, 6})},
                                   {"y", integers("(2,)", {0, 1})},
                                   {"lengths", integers("(2,)", {3, length})}});
    EXPECT_THAT([&] { read(); },
                refuses(file + ": lengths[1]: " + std::to_string(length) + " steps, but x has from 0 to 3"));
  }
}

TEST_F(Numpy, ASequenceWithoutAStepIsRefusedOrDroppedWithItsLabelAndGroup) {
  const std::string file = add({{"x", floats("(3, 2)", {1, 2, 3, 4, 5, 6})},
                                {"y", letters("(3,)", "abc")},
                                {"who", integers("(3,)", {7, 8, 9})},
                                {"lengths", integers("(3,)", {2, 0, 1})}});
  description_.arrays.groups = "who";
  EXPECT_THAT([&] { read(); },
              refuses(file + ": x[1]: a sequence without a step; [repair] empty = \"drop\" leaves it out"));
  rules_.empty = Remedy::drop;
  const RawDataset raw = read();
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_THAT(raw.dataset.train[1].values, ElementsAre(5));
  EXPECT_THAT(labels_of(raw, raw.dataset.train[1]), ElementsAre("c"));
  EXPECT_EQ(raw.dataset.train[1].group, "9");
  EXPECT_THAT(raw.labels.names(), ElementsAre("a", "c"));
  ASSERT_EQ(raw.dataset.repairs.entries().size(), 1U);
  EXPECT_EQ(raw.dataset.repairs.entries()[0].what, "empty sequences: drop");
  EXPECT_EQ(raw.dataset.repairs.entries()[0].count, 1);
  EXPECT_EQ(raw.dataset.repairs.entries()[0].first, file + ": x[1]");
}

TEST_F(Numpy, TokenLabellingHasALabelForEachStepWithinTheLength) {
  description_.task = Task::token_labelling;
  add({{"x", floats("(2, 3)", {1, 2, 3, 4, 5, 6})},
       {"y", letters("(2, 3)", "ab.cca")},
       {"lengths", integers("(2,)", {2, 3})}});
  const RawDataset raw = read();
  EXPECT_THAT(labels_of(raw, raw.dataset.train.at(0)), ElementsAre("a", "b"));
  EXPECT_THAT(labels_of(raw, raw.dataset.train.at(1)), ElementsAre("c", "c", "a"));
}

TEST_F(Numpy, SequenceRegressionHasOneTargetOrSeveral) {
  description_.task = Task::sequence_regression;
  add({{"x", floats("(2, 1)", {1, 2})}, {"y", floats("(2, 3)", {1, 2, 3, 4, 5, 6})}});
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.outputs, 3);
  EXPECT_THAT(raw.dataset.train.at(1).targets, ElementsAre(4, 5, 6));
  EXPECT_THAT(raw.dataset.train.at(1).labels, IsEmpty());
  const std::string other = add({{"x", floats("(2, 1)", {1, 2})}, {"y", integers("(2,)", {1, 2})}}, "test");
  EXPECT_THAT([&] { read(); }, refuses(other + ": y: 1 targets, the arrays before have 3"));
}

TEST_F(Numpy, StepRegressionHasTargetsForEachStepWithinTheLength) {
  description_.task = Task::step_regression;
  const std::string x = floats("(2, 2)", {1, 2, 3, 4});
  add({{"x", x}, {"y", floats("(2, 2, 2)", {1, 2, nan, nan, 5, 6, 7, 8})}, {"lengths", integers("(2,)", {1, 2})}});
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.outputs, 2);
  EXPECT_THAT(raw.dataset.train.at(0).targets, ElementsAre(1, 2));
  EXPECT_THAT(raw.dataset.train.at(1).targets, ElementsAre(5, 6, 7, 8));
}

TEST_F(Numpy, StepRegressionMayHaveOneTargetAStep) {
  description_.task = Task::step_regression;
  add({{"x", floats("(2, 2)", {1, 2, 3, 4})}, {"y", floats("(2, 2)", {5, 6, 7, 8})}});
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.outputs, 1);
  EXPECT_THAT(raw.dataset.train.at(1).targets, ElementsAre(7, 8));
}

TEST_F(Numpy, ForecastingAsksForTheLastFeatureAndReadsNoY) {
  description_.task = Task::forecasting;
  add({{"x", floats("(2, 2, 3)", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})}, {"lengths", integers("(2,)", {2, 1})}}, "");
  add({{"x", floats("(1, 1, 3)", {1, 2, 3})}, {"y", "no array"}}, "");
  const RawDataset raw = read();
  ASSERT_EQ(raw.unsplit.size(), 3U);
  EXPECT_THAT(raw.unsplit[0].targets, ElementsAre(3, 6));
  EXPECT_THAT(raw.unsplit[0].values, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(raw.unsplit[1].targets, ElementsAre(9));
  EXPECT_THAT(raw.unsplit[1].labels, IsEmpty());
}

TEST_F(Numpy, ArraysHaveTheNamesThatTheDescriptionGives) {
  description_.arrays.x = "signals";
  description_.arrays.y = "activity";
  description_.arrays.lengths = "steps";
  description_.arrays.groups = "subject";
  add({{"x", "no array"},
       {"subject", letters("(1,)", "s")},
       {"steps", integers("(1,)", {1})},
       {"signals", floats("(1, 2)", {1, 2})},
       {"activity", letters("(1,)", "w")}});
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.train.at(0).length, 1);
  EXPECT_EQ(raw.dataset.train.at(0).group, "s");
  EXPECT_THAT(raw.labels.names(), ElementsAre("w"));
}

TEST_F(Numpy, AnArrayThatIsNamedOrNeededMustBeThere) {
  const std::string file = add({{"x", floats("(1, 2)", {1, 2})}, {"y", integers("(1,)", {1})}});
  const auto missing = [&](const std::string& name) {
    return refuses(file + ": " + name +
                   ": no such array in the archive, which holds x, y; name one of them under [arrays]");
  };
  const ArrayNames given = description_.arrays;
  description_.arrays.x = "a";
  EXPECT_THAT([&] { read(); }, missing("a"));
  description_.arrays = given;
  description_.arrays.y = "b";
  EXPECT_THAT([&] { read(); }, missing("b"));
  description_.arrays = given;
  description_.arrays.lengths = "c";
  EXPECT_THAT([&] { read(); }, missing("c"));
  description_.arrays = given;
  description_.arrays.groups = "d";
  EXPECT_THAT([&] { read(); }, missing("d"));
}

TEST_F(Numpy, ShapesThatDoNotFitAreRefusedWithTheShapeThatIsWanted) {
  const std::string x = floats("(2, 3, 1)", {1, 2, 3, 4, 5, 6});
  const std::string y = integers("(2,)", {0, 1});
  const std::string three = integers("(3,)", {1, 1, 1});
  const auto problem_of = [&](const Members& members) -> std::string {
    const std::string file = only(members);
    try {
      read();
    } catch (const InputError& error) {
      return std::string(error.what()).substr(file.size());
    }
    return "none";
  };
  description_.arrays.groups = "g";
  EXPECT_EQ(problem_of({{"x", x}, {"y", y}, {"g", y}}), "none");
  const std::string wanted_x = "; wanted [N,T,I], or [N,T] for one feature, of at least one step";
  EXPECT_EQ(problem_of({{"x", y}, {"y", y}, {"g", y}}), ": x: shape [2]" + wanted_x);
  EXPECT_EQ(problem_of({{"x", floats("(2, 1, 1, 1)", {1, 2})}, {"y", y}, {"g", y}}), ": x: shape [2,1,1,1]" + wanted_x);
  EXPECT_EQ(problem_of({{"x", floats("(2, 3, 0)", {})}, {"y", y}, {"g", y}}), ": x: shape [2,3,0]" + wanted_x);
  EXPECT_EQ(problem_of({{"x", floats("(2, 0, 3)", {})}, {"y", y}, {"g", y}}), ": x: shape [2,0,3]" + wanted_x);
  EXPECT_EQ(problem_of({{"x", x}, {"y", three}, {"g", y}}), ": y: shape [3]; wanted [2]");
  EXPECT_EQ(problem_of({{"x", x}, {"y", x}, {"g", y}}), ": y: shape [2,3,1]; wanted [2]");
  EXPECT_EQ(problem_of({{"x", x}, {"y", integers("()", {1})}, {"g", y}}), ": y: shape []; wanted [2]");
  EXPECT_EQ(problem_of({{"x", x}, {"y", y}, {"g", three}}), ": g: shape [3]; wanted [2]");
  EXPECT_EQ(problem_of({{"x", x}, {"y", y}, {"g", y}, {"lengths", three}}), ": lengths: shape [3]; wanted [2]");
  description_.task = Task::token_labelling;
  EXPECT_EQ(problem_of({{"x", x}, {"y", y}, {"g", y}}), ": y: shape [2]; wanted [2,3]");
  EXPECT_EQ(problem_of({{"x", x}, {"y", x}, {"g", y}}), ": y: shape [2,3,1]; wanted [2,3]");
  description_.task = Task::sequence_regression;
  EXPECT_EQ(problem_of({{"x", x}, {"y", x}, {"g", y}}), ": y: shape [2,3,1]; wanted [2] or [2,K]");
  EXPECT_EQ(problem_of({{"x", x}, {"y", floats("(2, 0)", {})}, {"g", y}}), ": y: shape [2,0]; wanted [2] or [2,K]");
  description_.task = Task::step_regression;
  EXPECT_EQ(problem_of({{"x", x}, {"y", y}, {"g", y}}), ": y: shape [2]; wanted [2,3] or [2,3,K]");
}

TEST_F(Numpy, TextIsNoInput) {
  const std::string file = add({{"x", letters("(1, 2)", "ab")}, {"y", integers("(1,)", {1})}});
  EXPECT_THAT([&] { read(); }, refuses(file + ": x: text (<U1); numbers are wanted"));
}

TEST_F(Numpy, FilesOfAnotherWidthAreRefused) {
  add({{"x", floats("(1, 1, 2)", {1, 2})}, {"y", integers("(1,)", {1})}});
  const std::string other = add({{"x", floats("(1, 2)", {1, 2})}, {"y", integers("(1,)", {1})}}, "test");
  EXPECT_THAT([&] { read(); }, refuses(other + ": x: 1 features, the arrays before have 2"));
}

TEST_F(Numpy, SequencesGoToTheSplitOfTheirFileInTheFilesOrder) {
  add({{"x", floats("(1, 1)", {1})}, {"y", integers("(1,)", {1})}}, "test");
  add({{"x", floats("(1, 1)", {2})}, {"y", integers("(1,)", {1})}}, "");
  add({{"x", floats("(1, 1)", {3})}, {"y", integers("(1,)", {1})}}, "test");
  add({{"x", floats("(1, 1)", {4})}, {"y", integers("(1,)", {1})}}, "validation");
  add({{"x", floats("(0, 0)", {})}, {"y", integers("(0,)", {})}}, "validation");
  const RawDataset raw = read();
  ASSERT_EQ(raw.dataset.test.size(), 2U);
  EXPECT_THAT(raw.dataset.test[0].values, ElementsAre(1));
  EXPECT_THAT(raw.dataset.test[1].values, ElementsAre(3));
  EXPECT_EQ(raw.unsplit.size(), 1U);
  EXPECT_EQ(raw.dataset.validation.size(), 1U);
  EXPECT_THAT(raw.dataset.train, IsEmpty());
}

TEST_F(Numpy, WhatIsNoFiniteNumberIsRefusedWithItsPlace) {
  std::string file = add({{"x", floats("(2, 2, 2)", {1, 2, 3, 4, 5, 6, 7, nan})}, {"y", integers("(2,)", {0, 1})}});
  EXPECT_THAT([&] { read(); },
              refuses(file + ": x[1,1,1]: 'nan' is no finite number; [repair] missing says what to do with such"));
  description_.task = Task::sequence_regression;
  file = only({{"x", floats("(2, 1)", {1, 2})}, {"y", npy<double>("<f8", "(2,)", {1, -1e300})}});
  EXPECT_THAT(
      [&] { read(); },
      refuses(file + ": y[1]: '-1e+300' is larger than a float can be; [repair] missing says what to do with such"));
}

TEST_F(Numpy, WhatIsNoFiniteNumberIsNanAndCountedWhereTheRulesHaveARemedy) {
  const float infinity = std::numeric_limits<float>::infinity();
  description_.task = Task::sequence_regression;
  rules_.missing = Remedy::hold;
  const std::string file =
      add({{"x", floats("(2, 2)", {infinity, 1, -infinity, 4})}, {"y", floats("(2, 2)", {1, 2, 3, nan})}});
  const RawDataset raw = read();
  EXPECT_THAT(raw.dataset.train.at(0).values, ElementsAre(IsNan(), 1));
  EXPECT_THAT(raw.dataset.train.at(1).values, ElementsAre(IsNan(), 4));
  EXPECT_THAT(raw.dataset.train.at(1).targets, ElementsAre(3, IsNan()));
  EXPECT_EQ(raw.dataset.repairs.count("missing values: hold"), 3);
  EXPECT_EQ(raw.dataset.repairs.entries().at(0).first, file + ": x[0,0]");
}

TEST_F(Numpy, OneArrayEachIsReadInNaturalOrderOfTheNames) {
  description_.arrays.one_each = true;
  description_.arrays.groups = "g";
  add({{"arr_010", floats("(1, 2)", {3, 0})},
       {"arr_12a", floats("(1, 2)", {7, 0})},
       {"arr_10", floats("(1, 2)", {4, 0})},
       {"y", letters("(7,)", "abcdefg")},
       {"arr_9", floats("(3, 2)", {2, 9, 9, 9, 9, 9})},
       {"arr_010b", floats("(1, 2)", {5, 0})},
       {"g", integers("(7,)", {1, 2, 3, 4, 5, 6, 7})},
       {"arr_11b", floats("(1, 2)", {6, 0})},
       {"B", floats("(1, 2)", {1, 0})}});
  const RawDataset raw = read();
  std::vector<double> order;
  for (const Sequence& sequence : raw.dataset.train) order.push_back(sequence.values[0]);
  EXPECT_THAT(order, ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(raw.dataset.train[1].length, 3);
  EXPECT_THAT(labels_of(raw, raw.dataset.train[1]), ElementsAre("b"));
  EXPECT_EQ(raw.dataset.train[4].group, "5");
  EXPECT_EQ(raw.dataset.feature_count, 2);
}

TEST_F(Numpy, OneArrayEachMayBeEmptyOrHaveOneFeature) {
  description_.arrays.one_each = true;
  rules_.empty = Remedy::drop;
  const std::string file = add({{"s0", floats("(2,)", {1, 2})},
                                {"s1", floats("(0, 7)", {})},
                                {"s2", floats("(1, 1)", {3})},
                                {"y", letters("(3,)", "abc")},
                                {"lengths", "no array"}});
  RawDataset raw = read();
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_EQ(raw.dataset.train[0].length, 2);
  EXPECT_THAT(labels_of(raw, raw.dataset.train[1]), ElementsAre("c"));
  EXPECT_EQ(raw.dataset.repairs.entries().at(0).first, file + ": s1");
  rules_.empty = Remedy::refuse;
  EXPECT_THAT([&] { read(); },
              refuses(file + ": s1: a sequence without a step; [repair] empty = \"drop\" leaves it out"));
}

TEST_F(Numpy, OneArrayEachIsRefusedWhereShapesDoNotFit) {
  description_.arrays.one_each = true;
  const std::string two = letters("(2,)", "ab");
  std::string file = only({{"s0", floats("(1, 1, 1)", {1})}, {"y", letters("(1,)", "a")}});
  EXPECT_THAT([&] { read(); }, refuses(file + ": s0: shape [1,1,1]; wanted [T,I], or [T] for one feature"));
  file = only({{"s0", floats("(1, 2)", {1, 2})}, {"s1", floats("(1,)", {1})}, {"y", two}});
  EXPECT_THAT([&] { read(); }, refuses(file + ": s1: 1 features, the arrays before have 2"));
  file = only({{"s0", floats("(1,)", {1})}, {"y", two}});
  EXPECT_THAT([&] { read(); }, refuses(file + ": y: shape [2]; wanted [1]"));
  file = only({{"y", two}});
  EXPECT_THAT([&] { read(); }, refuses(file + ": no array 'x'; task sequence-classification needs one"));
}

TEST_F(Numpy, OneArrayEachHasNoAnswersAtEachStep) {
  description_.arrays.one_each = true;
  description_.task = Task::token_labelling;
  const std::string file = add({{"s0", floats("(1,)", {1})}, {"y", letters("(1,)", "a")}});
  EXPECT_THAT([&] { read(); },
              refuses(file + ": task token-labelling asks at each step, which arrays.one_each has no y "
                             "for; write x [N,T,I] and lengths"));
}

TEST_F(Numpy, NpyFilesOfASplitBelongTogetherByTheirRoles) {
  add("y", letters("(2,)", "ab"));
  add("x", floats("(1, 1)", {9}), "test");
  add("groups", letters("(2,)", "uv"));
  add("x", floats("(2, 2)", {1, 2, 3, 4}));
  add("lengths", integers("(2,)", {2, 1}));
  add("y", letters("(1,)", "b"), "test");
  const RawDataset raw = read();
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_THAT(raw.dataset.train[1].values, ElementsAre(3));
  EXPECT_THAT(labels_of(raw, raw.dataset.train[1]), ElementsAre("b"));
  EXPECT_EQ(raw.dataset.train[1].group, "v");
  ASSERT_EQ(raw.dataset.test.size(), 1U);
  EXPECT_THAT(labels_of(raw, raw.dataset.test[0]), ElementsAre("b"));
}

TEST_F(Numpy, AnNpyFileWithoutARoleIsX) {
  description_.task = Task::forecasting;
  add("", floats("(1, 2)", {1, 2}), "");
  EXPECT_THAT(read().unsplit.at(0).targets, ElementsAre(1, 2));
}

TEST_F(Numpy, NpyFilesMayBeSequencesEach) {
  description_.arrays.one_each = true;
  add("x", floats("(2, 1)", {1, 2}));
  add("x", floats("(1, 1)", {3}));
  add("y", letters("(2,)", "ab"));
  const RawDataset raw = read();
  ASSERT_EQ(raw.dataset.train.size(), 2U);
  EXPECT_THAT(raw.dataset.train[1].values, ElementsAre(3));
}

TEST_F(Numpy, NpyFilesThatAreMissingAreNamedWithTheirSplit) {
  add("x", floats("(1, 1)", {1}));
  EXPECT_THAT([&] { read(); },
              refuses("d.toml: files of split 'train': no array 'y'; task sequence-classification needs one"));
  add("y", letters("(1,)", "a"));
  add("y", letters("(1,)", "a"), "test");
  EXPECT_THAT([&] { read(); },
              refuses("d.toml: files of split 'test': no array 'x'; task sequence-classification needs one"));
}

TEST_F(Numpy, TwoNpyFilesOfOneRoleAndSplitAreRefused) {
  add("x", floats("(1, 1)", {1}));
  add("y", letters("(1,)", "a"));
  for (const std::string role : {"x", "y"}) {
    const std::string file = add(role, letters("(1,)", "a"));
    EXPECT_THAT([&] { read(); }, refuses(file + ": a second file of role '" + role +
                                         "' in its split; join them, or write an .npz of each part"));
    description_.files.back().split = "none";
  }
}

TEST_F(Numpy, ErrorsOfAnNpyFileNameItsRole) {
  const std::string x = add("x", floats("(1, 2)", {1, nan}));
  const std::string y = add("y", letters("(1,)", "a"));
  EXPECT_THAT([&] { read(); }, ThrowsMessage<InputError>(StartsWith(x + ": x[0,1]: 'nan' is no finite number")));
  tests::write(y, "a\n");
  EXPECT_THAT([&] { read(); }, ThrowsMessage<InputError>(StartsWith(y + ": y: no .npy array")));
}

}  // namespace
}  // namespace gatewise::data_numpy_reader_test
