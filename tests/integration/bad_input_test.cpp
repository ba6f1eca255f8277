// "This run cannot start": exit code 1, one message that names the thing, the value and the remedy, and nothing
// written.
#include "support/gatewise.hpp"

namespace gatewise::tests::bad_input_test {
namespace {

/// A suite that can't be run, and what the message must say.
struct BadSuite {
  std::string name;
  std::string text;
  std::vector<std::string> says;
};

void PrintTo(const BadSuite& bad, std::ostream* out) { *out << bad.name; }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("the suite has no '" + from + "'");
  return text.replace(at, from.size(), to);
}

std::string changed(const std::string& from, const std::string& to) { return replaced(small_suite(), from, to); }

std::vector<BadSuite> bad_suites() {
  return {
      {"unknown_key",
       changed("hidden", "hiden"),
       {"small.toml:7:1: ", "unknown key 'hiden' in [architectures]", "did you mean 'hidden'?"}},
      {"unknown_table",
       changed("[training]", "[trainig]"),
       {"small.toml:9:2: ", "'trainig'", "did you mean 'training'?"}},
      {"unknown_key_at_the_root",
       "titel = \"x\"\n" + small_suite(),
       {"small.toml:1:1: ", "'titel'", "did you mean 'title'?"}},
      {"text_for_a_number",
       changed("epochs = 1", "epochs = \"one\""),
       {"small.toml:10:10: ", "'training.epochs' must be an integer"}},
      {"number_for_a_list",
       changed("hidden = [4]", "hidden = 4"),
       {"small.toml:7:10: ", "'architectures.hidden' must be an array of integers"}},
      {"text_in_a_list_of_numbers",
       changed("seeds = [1]", "seeds = [1, \"2\"]"),
       {"small.toml:11:13: ", "'training.seeds'"}},
      {"table_for_a_value", changed("epochs = 1", "epochs = {}"), {"small.toml:10:10: ", "'training.epochs'"}},
      {"number_out_of_range", changed("epochs = 1", "epochs = 0"), {"small.toml:10:10: ", "'training.epochs' is 0"}},
      {"seed_twice", changed("seeds = [1]", "seeds = [1, 1]"), {"small.toml:11:9: ", "'training.seeds' holds 1 twice"}},
      {"no_seeds", changed("seeds = [1]", "seeds = []"), {"small.toml:11:9: ", "at least one seed"}},
      {"unknown_family", changed("rnn_tanh", "ltsm"), {"small.toml:6:12: ", "'ltsm'", "did you mean 'lstm'?"}},
      {"unknown_task",
       changed("sequence-classification", "sequence-clasification"),
       {"small.toml:2:8: ", "did you mean 'sequence-classification'?"}},
      {"task_of_another_dataset",
       changed("sequence-classification", "token-labelling"),
       {"small.toml", "'token-labelling'", "'telemetry-workload' is for 'sequence-classification'"}},
      {"missing_dataset",
       changed("telemetry-workload", "telemetry-worklod"),
       {"no dataset 'telemetry-worklod'", "did you mean 'telemetry-workload'?"}},
      {"broken_toml", changed("hidden = [4]", "hidden = [4"), {"small.toml:", ":"}},
      {"key_twice", changed("epochs = 1", "epochs = 1\nepochs = 2"), {"small.toml:11:", "epochs"}},
      {"unknown_backend",
       small_suite("[backends]\nuse = [\"refrence.f32\"]\n"),
       {"no plugin 'refrence'", "did you mean 'reference'?", "gatewise plugins list"}},
      {"backend_without_precision",
       small_suite("[backends]\nuse = [\"reference\"]\n"),
       {"small.toml:17:7: ", "plugin.precision"}},
      {"backend_that_does_nothing", small_suite("[backends]\nuse = [\"null.f32\"]\n"), {"null.f32", "no candidate"}},
      {"metric_of_another_task",
       small_suite("[budget.edge]\nquality.entity_f1 = { min = 0.5 }\n"),
       {"small.toml:17:", "entity_f1", "sequence-classification"}},
      {"unknown_metric",
       small_suite("[budget.edge]\nlatency.streaming.p98 = { max = \"5us\" }\n"),
       {"small.toml:17:", "p98"}},
      {"limit_without_unit",
       small_suite("[budget.edge]\nmemory.total = { max = 5 }\n"),
       {"small.toml:17:", "a size with its unit"}},
      {"limit_of_another_unit",
       small_suite("[budget.edge]\nmemory.total = { max = \"5us\" }\n"),
       {"small.toml:17:", "a size with its unit"}},
      {"unknown_key_in_a_budget",
       small_suite("[budget.edge]\nmemroy.total = { max = \"5KiB\" }\n"),
       {"small.toml:17:1: ", "'memroy'", "did you mean 'memory'?"}},
      {"unknown_scenario",
       small_suite("[scenarios]\nuse = [\"streming\"]\n"),
       {"small.toml:17:", "did you mean 'streaming'?"}},
      {"architecture_that_does_not_fit_the_data",
       changed("hidden = [4]", "hidden = [4]\nembedding = 8"),
       {"embedding", "telemetry-workload"}},
      {"name_that_is_a_path", changed("\"small\"", "\"../small\""), {"small.toml:1:8: ", "'name'"}},
  };
}

class UnusableSuite : public ::testing::TestWithParam<BadSuite> {};

TEST_P(UnusableSuite, IsRefusedWithItsPlaceAndRemedyBeforeAnythingIsWritten) {
  const Workplace work(GetParam().text);
  const auto before = snapshot(work.path());
  expect_input_error(work.run_suite(), GetParam().says);
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST_P(UnusableSuite, IsRefusedByPlanToo) {
  const Workplace work(GetParam().text);
  expect_input_error(work.run({"plan", "small.toml"}), GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(Suites, UnusableSuite, ::testing::ValuesIn(bad_suites()),
                         [](const auto& bad) { return bad.param.name; });

/// A data set of six short sequences beside the suite.
void write_dataset(const Workplace& work, const std::string& bytes) {
  write(work / "datasets/mine.toml", R"(id = "mine"
title = "mine"
licence = "CC0-1.0"
source = "made by a test"
task = "sequence-classification"
[[file]]
path = "mine.csv"
bytes = )" + bytes + R"(
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
[columns]
group = "g"
label = "l"
features = ["x"]
)");
}

TEST(UnusableData, MissingFileIsNamedBeforeAnythingIsWritten) {
  const Workplace work(changed("telemetry-workload", "mine"));
  write_dataset(work, "1");
  const auto before = snapshot(work.path());
  expect_input_error(work.run_suite(), {"mine.csv"});
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(UnusableData, ChangedFileIsNamedBeforeAnythingIsWritten) {
  const Workplace work(changed("telemetry-workload", "mine"));
  write_dataset(work, "12");
  write(work / "datasets/mine.csv", "g,l,x\na,b,1\n");
  const auto before = snapshot(work.path());
  expect_input_error(work.run_suite(), {"mine.csv", "sha256"});
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(UnusableArguments, MissingSuiteIsNamed) {
  const Workplace work;
  const auto before = snapshot(work.path());
  expect_input_error(work.run({"run", "smal.toml"}), {"smal.toml: no such suite"});
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(UnusableArguments, SetOfAnUnknownKeyHasTheNearestName) {
  const Workplace work;
  const auto before = snapshot(work.path());
  expect_input_error(work.run_suite({"--set", "training.epoch=2"}),
                     {"'epoch'", "[training]", "did you mean 'epochs'?"});
  expect_input_error(work.run_suite({"--set", "trainig.epochs=2"}), {"'trainig'", "did you mean 'training'?"});
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(UnusableArguments, SetWithoutAValueOrBelowAValueIsRefused) {
  const Workplace work;
  const auto before = snapshot(work.path());
  expect_input_error(work.run_suite({"--set", "training.epochs"}), {"--set training.epochs", "key=value"});
  expect_input_error(work.run_suite({"--set", "name.first=2"}), {"--set name.first=2", "'name' is not a table"});
  expect_input_error(work.run_suite({"--set", "training.epochs=soon"}), {"'training.epochs' must be an integer"});
  EXPECT_EQ(changes(before, work.path()), "");
}

TEST(UnusableArguments, MaxTimeWithoutAUnitIsRefused) {
  const Workplace work;
  expect_input_error(work.run_suite({"--max-time", "15"}), {"--max-time 15", "90s"});
  EXPECT_FALSE(std::filesystem::exists(work / "out"));
}

TEST(UnusableArguments, ReportOnWhatIsNoRunIsRefused) {
  const Workplace work;
  std::filesystem::create_directory(work / "empty");
  write(work / "broken/run.json", "{");
  const auto before = snapshot(work.path());
  expect_input_error(work.run({"report", "empty"}), {"empty: holds no run"});
  expect_input_error(work.run({"report", "broken"}), {"broken/run.json"});
  expect_input_error(work.run({"report", "nowhere"}), {"nowhere: no such run directory"});
  expect_input_error(work.run({"report", "small.toml"}), {"small.toml: no such run directory"});
  EXPECT_EQ(changes(before, work.path()), "");
}

}  // namespace
}  // namespace gatewise::tests::bad_input_test
