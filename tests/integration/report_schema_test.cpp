// report.json keeps its keys: it validates against reports/json/report.schema.json, which is strict enough to notice a
// missing one, and every key is described there.
#include "support/report_schema.hpp"

#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::report_schema_test {
namespace {

Json report_of(const std::vector<std::string>& arguments, int exit_code) {
  const Workplace work(small_suite(
      "[budget.edge]\nmemory.total = { max = \"1MiB\" }\n[budget.tight]\nmemory.total = { max = \"1B\" }\n"));
  EXPECT_EQ(work.run_suite(arguments).exit_code, exit_code);
  return work.report();
}

TEST(ReportSchema, HoldsForAFullRun) { EXPECT_EQ(complaints(report_of({}, 0)), ""); }

TEST(ReportSchema, HoldsForARunWithAFailedCandidate) {
  const Json report = report_of(
      {"--plugin", test_plugin("crash_in_run").string(), "--plugin", test_plugin("refuses_size").string()}, 0);
  EXPECT_EQ(report.at("candidates").size(), 3U);
  EXPECT_EQ(complaints(report), "");
}

TEST(ReportSchema, HoldsForARunWithoutAnyResult) {
  EXPECT_EQ(
      complaints(report_of(
          {"--plugin", test_plugin("crash_in_run").string(), "--set", R"(backends.use=["crash_in_run.f32"])"}, 2)),
      "");
}

TEST(ReportSchema, HoldsForABidirectionalCandidate) {
  EXPECT_EQ(complaints(report_of({"--set", R"(architectures.direction=["bidirectional", "forward"])"}, 0)), "");
}

TEST(ReportSchema, NoticesAMissingKeyInEveryPart) {
  const Json report = report_of({}, 0);
  const auto without = [&](const std::string& pointer) {
    Json changed = report;
    const Json::json_pointer path(pointer);
    changed.at(path.parent_pointer()).erase(path.back());
    return changed;
  };
  const std::vector<std::string> pointers{"/schema",
                                          "/suite",
                                          "/suite/sha256",
                                          "/sizes",
                                          "/candidates/0/tuning",
                                          "/candidates/0/tuning/text",
                                          "/hosts",
                                          "/hosts/0/class",
                                          "/hosts/0/harness_floor_ns",
                                          "/candidates",
                                          "/candidates/0/id",
                                          "/candidates/0/status",
                                          "/candidates/0/reason",
                                          "/candidates/0/parity/allowed",
                                          "/candidates/0/plugin_sha256",
                                          "/candidates/0/quality/accuracy/low",
                                          "/candidates/0/quality/accuracy/floor",
                                          "/candidates/0/validation/accuracy/by_seed",
                                          "/candidates/0/memory/total_bytes",
                                          "/candidates/0/memory/allocations_per_step",
                                          "/trainings",
                                          "/trainings/0/flags/vanishing",
                                          "/trainings/0/epochs/0/clipped_norm",
                                          "/trainings/0/best/look_back/0/horizon",
                                          "/trainings/0/untrained/saturation/0/low",
                                          "/measurements",
                                          "/measurements/0/p99_ns",
                                          "/measurements/0/p99_ns/high",
                                          "/measurements/0/verdict",
                                          "/measurements/0/bound",
                                          "/rankings",
                                          "/rankings/0/winner",
                                          "/rankings/0/limits/0/reserve",
                                          "/rankings/0/order/0/fit",
                                          "/rankings/0/order/0/kept",
                                          "/rankings/1/order/0/violations/0/limit"};
  std::vector<Json> documents;
  for (const std::string& pointer : pointers) documents.push_back(without(pointer));
  const std::vector<std::string> said = complaints_of_each(documents);
  for (std::size_t i = 0; i < pointers.size(); ++i)
    EXPECT_NE(said.at(i), "") << pointers[i] << " is gone and nobody minds";
}

TEST(ReportSchema, NoticesAKeyThatItDoesNotDescribe) {
  Json report = report_of({}, 0);
  report.at("measurements").at(0)["of_no_schema"] = 1;
  EXPECT_NE(complaints(report), "");
}

TEST(ReportSchema, NoticesAValueThatIsNone) {
  const Json report = report_of({}, 0);
  const auto with = [&](const std::string& pointer, const Json& value) {
    Json changed = report;
    changed.at(Json::json_pointer(pointer)) = value;
    return changed;
  };
  EXPECT_NE(complaints(with("/schema", "gatewise.report/2")), "");
  EXPECT_NE(complaints(with("/candidates/0/status", "fine")), "");
  EXPECT_NE(complaints(with("/candidates/0/hidden", "four")), "");
  EXPECT_NE(complaints(with("/measurements/0/verdict", "GOOD")), "");
  EXPECT_NE(complaints(with("/rankings/0/order/0/fit", "maybe")), "");
}

}  // namespace
}  // namespace gatewise::tests::report_schema_test
