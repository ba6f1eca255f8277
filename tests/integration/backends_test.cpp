// The bundled backends side by side through the program: what stands in their rows.
#include "base/json.hpp"
#include "data/dataset.hpp"
#include "support/datasets.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::backends_test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

const std::string all_backends =
    "[backends]\nuse = ['reference.f32', 'onednn.f32', 'onednn.bf16', 'onednn.int8', 'int8.int8']\n"
    "[scenarios]\nuse = ['streaming', 'offline']\nbatch = 8\n";

std::string suite_of(const std::string& families, const std::string& direction) {
  std::string text = small_suite(all_backends);
  text.replace(text.find("families = [\"rnn_tanh\"]"), 23, "families = " + families + "\ndirection = " + direction);
  return text;
}

Json measurement_of(const Json& report, const std::string& candidate, const std::string& scenario) {
  for (const Json& entry : report.at("measurements")) {
    if (entry.at("candidate") == candidate && entry.at("scenario") == scenario) return entry;
  }
  return nullptr;
}

TEST(Backends, StandSideBySideWithPrecisionImplementationAndParity) {
  const Workplace work(suite_of("['lstm']", "['forward']"));
  const Outcome outcome = work.run_suite();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json report = work.report();
  const std::pair<const char*, const char*> backends[] = {{"reference.f32", "f32"},
                                                          {"onednn.f32", "f32"},
                                                          {"onednn.bf16", "bf16"},
                                                          {"onednn.int8", "int8"},
                                                          {"int8.int8", "int8"}};
  for (const auto& [backend, precision] : backends) {
    const Json row = candidate_of(report, std::string("lstm-h4-l1/") + backend);
    EXPECT_EQ(row.at("status"), "passed") << backend << ": " << row.at("reason");
    EXPECT_EQ(row.at("effective_precision"), precision) << backend;
    EXPECT_NE(row.at("implementation"), "") << backend;
    EXPECT_NE(row.at("isa"), "") << backend;
    EXPECT_LE(row.at("parity").at("max_abs").get<double>(), row.at("parity").at("allowed").get<double>()) << backend;
    EXPECT_LE(row.at("parity").at("nmse").get<double>(), row.at("parity").at("allowed_nmse").get<double>()) << backend;
  }
  EXPECT_EQ(candidate_of(report, "lstm-h4-l1/onednn.f32").at("library_version").get<std::string>().rfind("oneDNN ", 0),
            0U);
  EXPECT_GT(candidate_of(report, "lstm-h4-l1/onednn.f32").at("memory").at("allocations_per_step").get<double>(), 0);
  EXPECT_EQ(candidate_of(report, "lstm-h4-l1/int8.int8").at("memory").at("allocations_per_step").get<double>(), 0);
}

TEST(Backends, SayInTheLibrarysWordsWhatTheyDoNotHave) {
  const Workplace work(suite_of("['gru', 'rnn_tanh']", "['forward']"));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const Json report = work.report();
  for (const char* family : {"gru", "rnn_tanh"}) {
    const Json row = candidate_of(report, std::string(family) + "-h4-l1/onednn.int8");
    EXPECT_EQ(row.at("status"), "unsupported");
    EXPECT_EQ(row.at("stage"), "supports");
    EXPECT_THAT(row.at("reason").get<std::string>(), HasSubstr("oneDNN"));
    EXPECT_THAT(row.at("reason").get<std::string>(), AnyOf(HasSubstr("LBR GRU"), HasSubstr("vanilla RNN")));
  }
}

TEST(Backends, OfABidirectionalModelHaveThroughputAndNoStreamingLatency) {
  const Workplace work(suite_of("['lstm']", "['forward', 'bidirectional']"));
  ASSERT_EQ(work.run_suite().exit_code, 0);
  const Json report = work.report();
  for (const char* backend : {"reference.f32", "onednn.bf16", "int8.int8"}) {
    const std::string id = std::string("lstm-h4-l1-bi/") + backend;
    const Json streaming = measurement_of(report, id, "streaming");
    EXPECT_TRUE(streaming.at("p50_ns").is_null());
    EXPECT_EQ(streaming.at("verdict"), "INVALID");
    EXPECT_THAT(streaming.at("reasons").dump(), HasSubstr("UNSUPPORTED"));
    const Json offline = measurement_of(report, id, "offline");
    EXPECT_GT(offline.at("steps_per_second").at("value").get<double>(), 0);
    EXPECT_GE(offline.at("padded_share").get<double>(), 0);
    EXPECT_EQ(candidate_of(report, id).at("quality").at("accuracy").at("mode"), "offline");
    EXPECT_FALSE(measurement_of(report, std::string("lstm-h4-l1/") + backend, "streaming").at("p50_ns").is_null());
  }
}

TEST(EntityF1, IsRefusedForADatasetWithoutEntities) {
  std::string suite = small_suite();
  suite.replace(suite.find("sequence-classification"), 23, "token-labelling");
  suite.replace(suite.find("telemetry-workload"), 18, "telemetry-phases");
  const Workplace work("metric = 'entity_f1'\n" + suite);
  expect_input_error(work.run_suite(), {"small.toml", "entity_f1", "telemetry-phases", "use token_accuracy"});
}

TEST(Budget, IsRefusedWhereItsScenarioIsNotMeasured) {
  const Workplace throughput(small_suite("[budget.server]\nthroughput.offline.steps_per_second = { min = 1 }\n"));
  expect_input_error(throughput.run_suite(), {"small.toml", "throughput.offline.steps_per_second", "no 'offline'"});
  const Workplace latency(small_suite("[scenarios]\nuse = ['offline']\n[budget.edge]\nprefer = 'latency'\n"));
  expect_input_error(latency.run_suite(), {"small.toml", "latency.streaming.p50", "no 'streaming'"});
}

TEST(EntityF1, IsRefusedAsAPreferenceToo) {
  std::string suite = small_suite("[budget.edge]\nprefer = 'quality.entity_f1'\n");
  suite.replace(suite.find("sequence-classification"), 23, "token-labelling");
  suite.replace(suite.find("telemetry-workload"), 18, "telemetry-phases");
  const Workplace work(suite);
  expect_input_error(work.run_suite(), {"entity_f1", "telemetry-phases"});
}

TEST(SnipsSlotsSuite, RanksDelayedAndBidirectionalTaggersByEntityF1) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const Workplace work;
  Command command = work.command({"run", std::string(GATEWISE_SOURCE_DIR) + "/suites/snips-slots.toml", "--out", "out",
                                  "--set", "training.epochs=1", "--set", "training.seeds=[1]", "--set",
                                  "architectures.families=['gru']", "--set", "architectures.hidden=[16]", "--set",
                                  "architectures.embedding=8", "--set", "measurement.blocks=2"});
  command.environment = {{"GATEWISE_DATA_MIRROR", data_mirror().string()}};
  const Outcome outcome = tests::run(command);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("-dK: the label comes K steps late"));
  const Json report = work.report();
  for (const char* id : {"gru-h16-l1-e8/int8.int8", "gru-h16-l1-e8-d1/onednn.f32", "gru-h16-l1-e8-bi/reference.f32"}) {
    const Json row = candidate_of(report, id);
    EXPECT_EQ(row.at("status"), "passed") << id << row.at("reason");
    EXPECT_TRUE(row.at("quality").at("entity_f1").at("primary").get<bool>());
    EXPECT_GT(row.at("quality").at("entity_f1").at("floor").get<double>(), 0.49);
  }
  EXPECT_EQ(candidate_of(report, "gru-h16-l1-e8-d1/onednn.f32").at("output_delay"), 1);
  EXPECT_EQ(measurement_of(report, "gru-h16-l1-e8-d1/onednn.f32", "streaming").at("delay_steps"), 1);
}

TEST(SpokenArabicDigitsSuite, RunsOnRealLengths) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const Workplace work;
  Command command = work.command({"run", std::string(GATEWISE_SOURCE_DIR) + "/suites/spoken-arabic-digits.toml",
                                  "--out", "out", "--set", "training.epochs=1", "--set", "training.seeds=[1]", "--set",
                                  "architectures.families=['gru']", "--set", "architectures.hidden=[16]", "--set",
                                  "architectures.direction=['forward']", "--set", "measurement.blocks=2"});
  command.environment = {{"GATEWISE_DATA_MIRROR", data_mirror().string()}};
  ASSERT_EQ(tests::run(command).exit_code, 0);
  const Json report = work.report();
  EXPECT_EQ(report.at("dataset").at("test").at("sequences"), 2200);
  EXPECT_EQ(report.at("dataset").at("test").at("max"), 83);
  EXPECT_NEAR(candidate_of(report, "gru-h16-l1/int8.int8").at("quality").at("accuracy").at("floor").get<double>(),
              0.961, 0.01);
}

}  // namespace
}  // namespace gatewise::tests::backends_test
