// The recording that comes with the suites: what the datasets made of it promise.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <string>

#include "data/dataset.hpp"
#include "support/datasets.hpp"

namespace gatewise::data_telemetry_test {
namespace {

std::filesystem::path datasets() { return std::filesystem::path(GATEWISE_SOURCE_DIR) / "suites" / "datasets"; }

std::set<std::string> groups_of(const Sequences& sequences) {
  std::set<std::string> groups;
  for (const Sequence& sequence : sequences) groups.insert(sequence.group);
  return groups;
}

class Telemetry : public ::testing::TestWithParam<std::string> {
 protected:
  const DatasetDescription description_ = read_dataset_description(datasets() / (GetParam() + ".toml"));
  const Dataset dataset_ = tests::load_beside(description_);
};

TEST_P(Telemetry, NoSessionStandsOnTwoSides) {
  std::set<std::string> all;
  std::size_t count = 0;
  for (const Sequences* side : {&dataset_.train, &dataset_.validation, &dataset_.test}) {
    EXPECT_FALSE(side->empty());
    const std::set<std::string> groups = groups_of(*side);
    all.insert(groups.begin(), groups.end());
    count += groups.size();
  }
  EXPECT_EQ(all.size(), count);
  EXPECT_GE(count, 40U);
}

TEST_P(Telemetry, EverySequenceHasAllItsFeaturesAndAnswers) {
  for (const Sequence& sequence : dataset_.train) {
    ASSERT_EQ(sequence.features.size(), static_cast<std::size_t>(sequence.length * dataset_.feature_count));
    const std::size_t labels = dataset_.task == Task::forecasting       ? 0
                               : dataset_.task == Task::token_labelling ? static_cast<std::size_t>(sequence.length)
                                                                        : 1;
    ASSERT_EQ(sequence.labels.size(), labels);
    ASSERT_EQ(sequence.targets.size(),
              dataset_.task == Task::forecasting ? static_cast<std::size_t>(dataset_.outputs) : 0U);
  }
}

TEST_P(Telemetry, KnowsItsLicenceItsPeriodAndItsSizeInBytes) {
  EXPECT_FALSE(dataset_.licence.empty());
  EXPECT_DOUBLE_EQ(dataset_.step_seconds, 0.05);
  ASSERT_EQ(description_.files.size(), 1U);
  EXPECT_EQ(std::filesystem::file_size(datasets() / description_.files[0].path), description_.files[0].bytes);
}

INSTANTIATE_TEST_SUITE_P(EachDataset, Telemetry,
                         ::testing::Values("telemetry-workload", "telemetry-phases", "telemetry-load"),
                         [](const auto& tested) { return tested.param.substr(tested.param.find('-') + 1); });

TEST(TelemetryRecording, IsAtMostThreeMegabytes) {
  EXPECT_LE(std::filesystem::file_size(datasets() / "telemetry" / "recording.csv"), 3'000'000U);
}

TEST(TelemetryWorkload, KnowsAtLeastEightWorkloadsOnEverySide) {
  const Dataset dataset = tests::load_beside(read_dataset_description(datasets() / "telemetry-workload.toml"));
  EXPECT_GE(dataset.classes.size(), 8U);
  for (const Sequences* side : {&dataset.train, &dataset.validation, &dataset.test}) {
    std::set<std::int32_t> seen;
    for (const Sequence& sequence : *side) seen.insert(sequence.labels.at(0));
    EXPECT_GE(seen.size(), 8U);
  }
}

TEST(TelemetryWorkload, ItsLengthsSpanATenfold) {
  const Dataset dataset = tests::load_beside(read_dataset_description(datasets() / "telemetry-workload.toml"));
  const std::vector<std::int64_t> lengths = lengths_of(dataset.train);
  const auto [least, most] = std::minmax_element(lengths.begin(), lengths.end());
  EXPECT_GE(*most, 10 * *least);
}

}  // namespace
}  // namespace gatewise::data_telemetry_test
