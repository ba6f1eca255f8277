// A scenario that the product does not have, added by one object: everything else finds it in the registry.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <unistd.h>

#include <fstream>

#include "base/error.hpp"
#include "base/json.hpp"
#include "data/seeded_inputs.hpp"
#include "measure/metric_path.hpp"
#include "measure/scenarios/registry.hpp"
#include "run/plan/plan.hpp"
#include "run/process/trial_child.hpp"
#include "run/trials/cost_child.hpp"
#include "select/evidence.hpp"
#include "select/figure.hpp"
#include "select/verdict.hpp"
#include "suite/scenario_terms.hpp"
#include "suite/suite.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::measure_toy_scenario_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

struct ToyTerms {
  static constexpr const char* scenario = "toy";
  std::int64_t steps = 3;
};

/// Plays the first steps of a sequence, and counts them.
class ToyPlayer final : public Player {
 public:
  explicit ToyPlayer(const Json& request) : steps_(request.at("toy").at("steps")) {}

  void play(Stage& stage, const BlockTurn& turn, Json& block) override {
    Histogram latency;
    stage.model->begin();
    for (std::int64_t t = 0; t < steps_; ++t) {
      const std::int64_t begin = now_ns();
      stage.model->load(stage.longest(), t);
      stage.model->run_cells();
      stage.model->project();
      latency.add(now_ns() - begin);
    }
    block["toy"] = {{"latency", latency}, {"turns", 1 + (turn.carried.is_number() ? turn.carried.get<int>() : 0)}};
  }

 private:
  std::int64_t steps_;
};

class Toy final : public Scenario {
 public:
  Toy() : Scenario({ToyTerms::scenario, "a few steps, for the fun of it"}) {}
  void read_terms(TomlTable& table, Scenarios& scenarios) const override {
    TomlTable own = table.table("toy");
    scenarios.of<ToyTerms>().steps = own.integer("steps", 3, 1, 100);
    own.finish();
  }
  void add_request(const Scenarios& scenarios, Json& request) const override {
    if (scenarios.has(name())) request["toy"] = {{"steps", scenarios.of<ToyTerms>().steps}};
  }
  double block_seconds(const StepCost& /*cost*/, const Scenarios& /*scenarios*/) const override { return 1000; }
  std::unique_ptr<Player> make_player(const Json& request) const override {
    return std::make_unique<ToyPlayer>(request);
  }
  Json carried(const Json& block) const override { return block.at("toy").at("turns"); }
  std::vector<ScenarioPath> paths() const override {
    return {{"throughput", "turns", Unit::none, Better::more, FigureKind::count, "turns"}};
  }
  void read(const Json& result, const Scenarios& /*scenarios*/, ScenarioFigures& figures) const override {
    LatencyFigure latency;
    for (const Json& block : result.at("blocks")) {
      if (!block.contains("toy")) continue;
      latency.add(block.at("toy").at("latency").get<Histogram>());
      figures.series["throughput.toy.turns"] = {block.at("toy").at("turns").get<double>()};
    }
    if (latency.samples > 0) figures.latency[name()] = std::move(latency);
  }
  void add_reasons(const ScenarioFigures& /*figures*/, const Scenarios& /*scenarios*/,
                   Reasons& reasons) const override {
    reasons.indicative.emplace_back("a toy");
  }
  std::string terms_text(const Scenarios& scenarios) const override {
    return std::to_string(scenarios.of<ToyTerms>().steps) + " steps";
  }
  std::vector<ShownColumn> columns() const override { return {{"turns", "turns", Shown::count, "played so far"}}; }
};

/// Gives this thread its cores back.
class PinningKept {
 public:
  PinningKept() { ::sched_getaffinity(0, sizeof before_, &before_); }
  ~PinningKept() { ::sched_setaffinity(0, sizeof before_, &before_); }
  PinningKept(const PinningKept&) = delete;
  PinningKept& operator=(const PinningKept&) = delete;

 private:
  cpu_set_t before_{};
};

class ToyScenario : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    static const Toy toy;
    add_scenario(toy);
  }
  static void TearDownTestSuite() { remove_scenario(ToyTerms::scenario); }

  Suite read(const std::string& scenarios) {
    std::ofstream(folder_.path() / "s.toml")
        << "task = 'cost-only'\n[architectures]\nfamilies = ['lstm']\nhidden = [4]\ninput = [2]\nsteps = [8]\n"
        << scenarios;
    return read_suite(folder_.path() / "s.toml", {});
  }

  /// What a child says that plays two blocks of the suite's scenarios.
  Json played(const Suite& suite) {
    Json request = scenario_request(suite.scenarios);
    request.update({{"architecture", suite.architectures.front()},
                    {"plugin_file", GATEWISE_PLUGINS "/reference.so"},
                    {"precision", "f32"},
                    {"implementation", ""},
                    {"seeded", 1},
                    {"floor", false},
                    {"outputs", 1},
                    {"lengths", std::vector<std::int64_t>(8, 8)},
                    {"block_steps", 8},
                    {"block_seconds", 1.0}});
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    const PinningKept pinning;  // a child pins itself
    const EventSink events(nowhere, "");
    CostChild child(request, events);
    Json result{{"ready", child.get_ready()}, {"blocks", Json::array()}};
    Json carried = Json::object();
    for (int i = 0; i < 2; ++i) {
      result["blocks"].push_back(child.play({{"block", i}, {"last", i == 1}, {"carried", carried}}));
      carried["toy"] = find_scenario("toy").carried(result["blocks"].back());
    }
    ::close(nowhere);
    return result;
  }

  const tests::TemporaryFolder folder_;
};

TEST_F(ToyScenario, IsReadFromASuiteWithItsTerms) {
  const Suite suite = read("[scenarios]\nuse = ['toy']\ntoy = { steps = 5 }\n");
  EXPECT_EQ(suite.scenarios.of<ToyTerms>().steps, 5);
  EXPECT_EQ(scenario_request(suite.scenarios).at("toy").at("steps"), 5);
  EXPECT_THROW(read("[scenarios.toy]\nstep = 5\n"), InputError);
}

TEST_F(ToyScenario, HasMetricPathsWithTheirKind) {
  EXPECT_EQ(parse_metric_path("latency.toy.p99", Task::cost_only).figure, FigureKind::tail);
  EXPECT_EQ(parse_metric_path("throughput.toy.turns", Task::cost_only).figure, FigureKind::count);
}

TEST_F(ToyScenario, IsPredictedForAPlan) {
  const Suite suite = read("[scenarios]\nuse = ['toy']\n[measurement]\nblocks = 3\n");
  const Dataset inputs = seeded_inputs(2, 1, {8, 8}, 1);
  EXPECT_GT(make_plan(suite, inputs, 1).seconds, 3000);
}

TEST_F(ToyScenario, IsPlayedReadAndJudged) {
  Suite suite = read("[scenarios]\nuse = ['toy']\ntoy = { steps = 5 }\n");
  Candidate candidate;
  find_scenario("toy").read(played(suite), suite.scenarios, candidate);
  ASSERT_NE(candidate.latency_in("toy"), nullptr);
  EXPECT_EQ(candidate.latency_in("toy")->samples, 10) << "two blocks of five steps";
  EXPECT_EQ(figure_of(candidate, parse_metric_path("throughput.toy.turns", Task::cost_only))->value, 2)
      << "the second block knows of the first";
  Evidence evidence;
  evidence.suite = suite;
  evidence.scenarios = suite.scenarios;
  EXPECT_THAT(latency_verdict(candidate, "toy", evidence).reasons, Contains(HasSubstr("a toy")));
}

}  // namespace
}  // namespace gatewise::measure_toy_scenario_test
