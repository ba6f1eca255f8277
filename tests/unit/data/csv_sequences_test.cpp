#include "data/readers/csv_sequences.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_csv_sequences_test {
namespace {

using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::NanSensitiveDoubleEq;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class CsvSequences : public ::testing::Test {
 protected:
  CsvSequences() {
    description_.file = "x.toml";
    columns().label = "label";
    columns().features = {"load"};
  }
  CsvColumns& columns() { return description_.columns; }
  RepairRules& repair() { return description_.text.repair; }

  void add(const std::string& name, const std::string& split, const std::string& csv, const std::string& role = "") {
    description_.files.push_back({.path = name, .split = split, .role = role});
    files_.push_back(tests::write(folder_ / name, csv));
  }
  RawDataset read() const {
    RawDataset raw;
    read_csv_sequences(description_, files_, raw);
    return raw;
  }
  RawDataset read(const std::string& csv) {
    description_.files.clear();
    files_.clear();
    add("x.csv", "", csv);
    return read();
  }
  static std::vector<std::string> groups_of(const Sequences& sequences) {
    std::vector<std::string> groups;
    for (const Sequence& sequence : sequences) groups.push_back(sequence.group);
    return groups;
  }
  /// "x.csv:line: problem", whatever follows.
  auto refuses(const std::string& rest) const {
    return ThrowsMessage<InputError>(StartsWith((folder_ / "x.csv").string() + rest));
  }

  const tests::TemporaryFolder folder_;
  DatasetDescription description_;
  std::vector<std::filesystem::path> files_;
};

TEST_F(CsvSequences, AFileIsASequenceAndAGroupWhereNothingElseIsSaid) {
  add("one.csv", "", "label,load\nq,1\nq,2\n");
  add("two.csv", "", "load,label\n3,p\n");
  const RawDataset raw = read();
  EXPECT_EQ(raw.dataset.feature_count, 1);
  EXPECT_THAT(lengths_of(raw.unsplit), ElementsAre(2, 1));
  EXPECT_THAT(groups_of(raw.unsplit), ElementsAre("one.csv", "two.csv"));
  EXPECT_THAT(raw.unsplit[1].values, ElementsAre(3)) << "each file has its own order of columns";
  EXPECT_THAT(raw.labels.names(), ElementsAre("q", "p"));
}

TEST_F(CsvSequences, ASequenceBeginsWhereItsGroupOrAKeyChanges) {
  columns().group = "who";
  columns().sequence = {"day", "run"};
  repair().scattered = Remedy::split;
  const RawDataset raw =
      read("who,day,run,label,load\na,1,1,q,1\na,1,1,q,2\na,1,2,q,3\na,2,2,q,4\nb,2,2,p,5\na,2,2,q,6\n");
  EXPECT_THAT(lengths_of(raw.unsplit), ElementsAre(2, 1, 1, 1, 1));
  EXPECT_THAT(groups_of(raw.unsplit), ElementsAre("a", "a", "a", "b", "a"));
}

TEST_F(CsvSequences, AGroupDoesNotGoOnFromOneFileToTheNext) {
  columns().group = "who";
  add("one.csv", "", "who,label,load\na,q,1\n");
  add("two.csv", "", "who,label,load\na,q,2\n");
  EXPECT_THAT(lengths_of(read().unsplit), ElementsAre(1, 1));
}

TEST_F(CsvSequences, FilesWithASplitFillItAndThoseWithAnotherRoleAreNotRead) {
  add("a.csv", "train", "label,load\nq,1\n");
  add("b.csv", "test", "label,load\np,2\n");
  add("c.csv", "validation", "label,load\nq,3\n");
  add("d.txt", "train", "no table", "targets");
  const RawDataset raw = read();
  EXPECT_THAT(raw.dataset.train.at(0).values, ElementsAre(1));
  EXPECT_THAT(raw.dataset.test.at(0).values, ElementsAre(2));
  EXPECT_THAT(raw.dataset.validation.at(0).values, ElementsAre(3));
  EXPECT_THAT(raw.unsplit, IsEmpty());
  EXPECT_EQ(raw.dataset.train.size(), 1U);
}

TEST_F(CsvSequences, StepsStandRowByRowAndAHeavyTailIsTakenByItsLogarithm) {
  columns().features = {"b", "a"};
  columns().log1p = {"a"};
  EXPECT_THAT(read("label,a,b\nq,-3,1\nq,7,2\n").unsplit.at(0).values,
              ElementsAre(1, DoubleNear(-std::log(4.0), 1e-12), 2, DoubleNear(std::log(8.0), 1e-12)));
}

TEST_F(CsvSequences, ALabelThatChangesWithinASequenceIsRefusedWithItsLine) {
  EXPECT_THAT([&] { read("label,load\nq,1\nq,2\np,3\n"); },
              refuses(":4: the label changes from 'q' to 'p' within a sequence; add a column that tells them apart to "
                      "columns.sequence in x.toml"));
}

TEST_F(CsvSequences, EachStepHasItsLabelWhereTheTaskAsksForIt) {
  description_.task = Task::token_labelling;
  EXPECT_THAT(read("label,load\nq,1\np,2\nq,3\n").unsplit.at(0).labels, ElementsAre(0, 1, 0));
}

TEST_F(CsvSequences, AMissingValueIsNanWhereItHasARemedyEvenBehindALogarithm) {
  columns().log1p = {"load"};
  repair().missing = Remedy::hold;
  EXPECT_THAT(read("label,load\nq,\nq,0\n").unsplit.at(0).values, ElementsAre(NanSensitiveDoubleEq(NAN), 0));
}

TEST_F(CsvSequences, StepRegressionIsAskedForItsTargetsAtEachStep) {
  description_.task = Task::step_regression;
  columns().label.clear();
  columns().targets = {"u", "v"};
  const RawDataset raw = read("load,v,u\n1,10,20\n2,11,21\n");
  EXPECT_EQ(raw.dataset.outputs, 2);
  EXPECT_THAT(raw.unsplit.at(0).targets, ElementsAre(20, 10, 21, 11));
  EXPECT_THAT(raw.unsplit[0].labels, IsEmpty());
}

TEST_F(CsvSequences, SequenceRegressionIsAskedForWhatTheLastRowSays) {
  description_.task = Task::sequence_regression;
  columns().label.clear();
  columns().group = "who";
  columns().targets = {"u", "v"};
  const RawDataset raw = read("who,load,u,v\na,1,10,20\na,2,11,21\nb,3,12,22\n");
  EXPECT_EQ(raw.dataset.outputs, 2);
  EXPECT_THAT(raw.unsplit.at(0).targets, ElementsAre(11, 21));
  EXPECT_THAT(raw.unsplit.at(1).targets, ElementsAre(12, 22));
}

TEST_F(CsvSequences, AForecastsSeriesHasItsTargetAtEachRow) {
  description_.task = Task::forecasting;
  columns().label.clear();
  description_.forecast.target = "price";
  EXPECT_THAT(read("load,price\n1,10\n2,20\n").unsplit.at(0).targets, ElementsAre(10, 20));
}

TEST_F(CsvSequences, AColumnThatIsMissingIsNamedInItsFile) {
  columns().targets = {"lod"};
  EXPECT_THAT([&] { read("label,load\nq,1\n"); }, refuses(": no column 'lod'; did you mean 'load'?"));
}

class CsvTimes : public CsvSequences {
 protected:
  CsvTimes() {
    columns().time = "time";
    description_.step_seconds = 10;
  }
  /// Rows at these times, whose loads are 0, 1, ...
  RawDataset read_times(const std::vector<std::string>& times) {
    std::string csv = "time,label,load\n";
    for (std::size_t i = 0; i < times.size(); ++i) csv += times[i] + ",q," + std::to_string(i) + "\n";
    return read(csv);
  }
  std::vector<std::vector<double>> loads(const RawDataset& raw) const {
    std::vector<std::vector<double>> loads;
    for (const Sequence& sequence : raw.unsplit) loads.push_back(sequence.values);
    return loads;
  }
};

const std::vector<std::string> back{"0", "10", "5", "20", "30"};
const std::vector<std::string> equal{"0", "10", "10", "20"};
const std::vector<std::string> gap{"0", "10", "25", "41", "51"};  // 15 is no gap, 16 is

TEST_F(CsvTimes, FaultsAreKeptAndCountedWhereNothingElseIsSaid) {
  EXPECT_THAT(lengths_of(read_times(back).unsplit), ElementsAre(5));
  const RepairLog log = read_times(back).dataset.repairs;
  ASSERT_EQ(log.entries().size(), 1U) << "from 5 to 20 is no gap beyond 15";
  EXPECT_EQ(log.entries()[0].what, "rows where time goes back: keep");
  EXPECT_EQ(log.entries()[0].first, (folder_ / "x.csv").string() + ":4");
  EXPECT_EQ(read_times(equal).dataset.repairs.count("rows at the time of the row before: keep"), 1);
  const RawDataset gaps = read_times(gap);
  EXPECT_THAT(lengths_of(gaps.unsplit), ElementsAre(5));
  EXPECT_EQ(gaps.dataset.repairs.count("rows behind a gap in time: keep"), 1);
}

TEST_F(CsvTimes, FaultsAreRefusedWithTheirLine) {
  repair().time_back = Remedy::refuse;
  EXPECT_THAT([&] { read_times(back); }, refuses(":4: rows where time goes back; [repair] time_back"));
  EXPECT_THAT([&] { read_times(equal); }, refuses(":4: rows at the time of the row before"));
  EXPECT_NO_THROW(read_times(gap));
  repair().time_gap = Remedy::refuse;
  EXPECT_THAT([&] { read_times(gap); }, refuses(":5: rows behind a gap in time"));
}

TEST_F(CsvTimes, RowsAreDroppedUntilTimeIsAheadAgain) {
  repair().time_back = Remedy::drop;
  const RawDataset raw = read_times({"0", "10", "20", "5", "15", "20", "30"});
  EXPECT_THAT(loads(raw), ElementsAre(ElementsAre(0, 1, 2, 6)));
  EXPECT_EQ(raw.dataset.repairs.count("rows where time goes back: drop"), 2);
  EXPECT_EQ(raw.dataset.repairs.count("rows at the time of the row before: drop"), 1);
  EXPECT_THAT(raw.unsplit[0].labels, ElementsAre(0));
}

TEST_F(CsvTimes, ASequenceIsSplitAtAFault) {
  repair().time_back = Remedy::split;
  repair().time_gap = Remedy::split;
  EXPECT_THAT(loads(read_times(back)), ElementsAre(ElementsAre(0, 1), ElementsAre(2, 3, 4)));
  EXPECT_THAT(loads(read_times(equal)), ElementsAre(ElementsAre(0, 1), ElementsAre(2, 3)));
  const RawDataset raw = read_times(gap);
  EXPECT_THAT(loads(raw), ElementsAre(ElementsAre(0, 1, 2), ElementsAre(3, 4)));
  EXPECT_EQ(raw.dataset.repairs.count("rows behind a gap in time: split"), 1);
  EXPECT_THAT(groups_of(raw.unsplit), ElementsAre("", "")) << "one file is no group";
}

TEST_F(CsvTimes, AnotherSequenceHasAClockOfItsOwn) {
  columns().group = "who";
  repair().time_back = Remedy::refuse;
  repair().time_gap = Remedy::refuse;
  repair().scattered = Remedy::split;
  EXPECT_THAT(lengths_of(read("who,time,label,load\na,100,q,1\na,110,q,2\nb,5,q,3\nb,15,q,4\na,990,q,5\n").unsplit),
              ElementsAre(2, 2, 1));
}

TEST_F(CsvTimes, WithoutAPeriodNothingIsAGap) {
  description_.step_seconds = 0;
  repair().time_gap = Remedy::refuse;
  EXPECT_THAT(lengths_of(read_times({"0", "1", "1e9"}).unsplit), ElementsAre(3));
}

TEST_F(CsvTimes, WhatIsNoTimeIsRefusedWithItsLineAndTheFormat) {
  EXPECT_THAT(
      [&] {
        read_times({"0", "noon"});
      },
      refuses(":3: 'noon' is no time of the format 'seconds' (columns.time_format in x.toml)"));
  columns().time_format = "%Y-%m-%d";
  EXPECT_THAT(
      [&] {
        read_times({"2020-01-01", "2020-01-02 x"});
      },
      refuses(":3: '2020-01-02 x' is no time of the format '%Y-%m-%d'"));
}

TEST_F(CsvTimes, TheCalendarStandsBehindTheFeaturesInTheOrderNamed) {
  columns().time_format = "%Y-%m-%d %H:%M:%S";
  columns().calendar = {"week", "day"};
  const RawDataset raw = read_times({"1970-01-01 06:00:00", "1970-01-02 18:00:00"});
  EXPECT_EQ(raw.dataset.feature_count, 5);
  const double first = 2 * M_PI * 0.25 / 7;
  const double second = 2 * M_PI * 1.75 / 7;
  const auto near = [](double value) { return DoubleNear(value, 1e-12); };
  EXPECT_THAT(raw.unsplit.at(0).values,
              ElementsAre(0, near(std::sin(first)), near(std::cos(first)), near(1), near(0),  //
                          1, near(std::sin(second)), near(std::cos(second)), near(-1), near(0)));
}

}  // namespace
}  // namespace gatewise::data_csv_sequences_test
