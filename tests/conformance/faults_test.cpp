// The kit is proven by seeded faults: a copy of the reference cell that is wrong in one way each. A row of the table is
// printed for each.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::faults_test {
namespace {

using ::testing::HasSubstr;

struct SeededFault {
  const char* cell;   ///< family/precision/name
  const char* cause;  ///< a part of the cause that names the fault for what it is
};

/// In the names of tests.
void PrintTo(const SeededFault& fault, std::ostream* out) { *out << fault.cell; }

constexpr SeededFault seeded_faults[]{
    {"lstm/f32/gates_i_f_swapped", "the rows i f g o for f i g o"},
    {"lstm/f32/gates_g_o_swapped", "the rows i f g o for i f o g"},
    {"gru/f32/gates_r_z_swapped", "the rows r z n for z r n"},
    {"gru/f32/z_polarity", "wrong polarity"},
    {"gru/f32/n_bias_merged", "biases are merged"},
    {"gru/f32/reset_before", "wrong side of the matrix product"},
    {"gru_reset_before/f32/reset_after", "wrong side of the matrix product"},
    {"lstm/f32/bias_hh_ignored", "bias_hh is ignored"},
    {"gru/f32/bias_ih_twice", "bias_ih is used in bias_hh's place"},
    {"rnn_tanh/f32/w_hh_transposed", "weight_hh is used transposed"},
    {"lstm/f32/output_without_tanh", "the tanh of c is missing"},
    {"lstm/f32/sigmoid_for_g", "sigmoid stands where tanh should"},
    {"rnn_tanh/f32/relu_for_tanh", "relu stands where tanh should"},
    {"lstm/f32/forget_bias_added", "added to the forget gate"},
    {"gru/f32/input_scaled", "the input's product is 0.5 times"},
    {"rnn_tanh/f32/recurrent_scaled", "the recurrent product is 2 times"},
    {"gru/f32/previous_h_as_output", "the h of the step before"},
    {"lstm/f32/state_not_carried", "the state is not carried"},
    {"lstm/f32/stale_c_after_reset", "stale state"},
    {"gru/f32/reset_ignores_lane_list", "ignores the list of lanes"},
    {"gru/f32/reset_clears_neighbour", "reset()"},
    {"lstm/f32/lane_state_mixed_up", "lanes are mixed up"},
    {"gru/f32/pointer_in_state", "holds a pointer"},
    {"rnn_tanh/f32/chunk_boundary_lost", "lost or changed between calls"},
    {"gru/f32/t0_changes_state", "T = 0 is treated as a step"},
    {"rnn_tanh/f32/nan_spreads", "values spread from lane to lane"},
    {"lstm/int8/scales_over_batch", "a scale is taken over the whole batch"},
    {"lstm/f32/padding_computed", "padding is read"},
    {"gru/f32/length_off_by_one", "off-by-one"},
    {"rnn_tanh/f32/padding_not_zeroed", "not zeroed behind the length"},
    {"lstm/f32/lengths_of_wrong_lane", "lane and length do not belong together"},
    {"rnn_tanh/f32/y_written_past_end", "writes behind y"},
    {"lstm/f32/state_too_small", "announced by needs() is too small"},
    {"gru/f32/scratch_too_small", "announced by needs() is too small"},
    {"lstm/f32/shared_scratch", "a hidden shared buffer"},
    {"lstm/f32/writes_whole_needs", "struct_size is ignored"},
    {"rnn_tanh/f32/leaks_cell", "a leak"},
    {"gru/f32/second_copy_from_pool", "weights_bytes is declared too small"},
    {"lstm/f32/allocates_undeclared", "run() allocates"},
    {"rnn_tanh/f32/starts_thread_undeclared", "starts threads"},
    {"rnn_tanh/f32/pool_in_first_prepare", "starts threads"},
    {"gru/f32/waits_for_lock_undeclared", "takes a lock"},
    {"gru/f32/skips_zero_weights_undeclared", "zeros are skipped"},
    {"gru/f32/weights_bytes_wrong", "weights_bytes is declared too small"},
    {"lstm/int8/claims_int8", "a silent fallback"},
    {"rnn_tanh/f32/supports_disagrees", "supports() and prepare() disagree"},
    {"gru/f32/accepts_nan_weights", "weights are not checked"},
    {"lstm/f32/accepts_misshapen_weights", "weights are not checked"},
};

std::string name_of(const std::string& cell) { return cell.substr(cell.rfind('/') + 1); }

/// A sanitizer's program counts neither allocations nor threads nor the heap.
bool is_counted(const std::string& fault) {
  return std::set<std::string>{"leaks_cell",           "second_copy_from_pool",    "weights_bytes_wrong",
                               "allocates_undeclared", "starts_thread_undeclared", "pool_in_first_prepare"}
      .contains(fault);
}

/// The case that sees a fault by what two threads, or the clock, show in steps that are long enough: "" for the others.
std::string timed_case(const std::string& fault) {
  if (fault == "shared_scratch") return "two_states_in_two_threads";
  if (fault == "waits_for_lock_undeclared") return "waits_are_declared";
  if (fault == "skips_zero_weights_undeclared") return "cost_from_weights_is_declared";
  return "";
}

/// What a sanitizer, which takes its time, is spared.
std::vector<std::string> narrowed(const std::string& fault) {
  if (!sanitized) return {};
  const std::string timed = timed_case(fault);
  return timed.empty() ? std::vector<std::string>{"--shape", "5x17"} : std::vector<std::string>{"--case", timed};
}

Outcome check(const std::string& plugin, std::vector<std::string> more) {
  const Workplace work;
  more.insert(more.begin(), {"plugins", "check", test_plugin(plugin).string(), "--json"});
  Command command = work.command(more);
  command.patience_seconds = 300;
  return run(command);
}

Outcome check_cell(const std::string& cell) {
  std::vector<std::string> words{"--cell", cell};
  for (const std::string& word : narrowed(name_of(cell))) words.push_back(word);
  return check("faults", words);
}

/// What the kit made of one cell.
struct Verdict {
  std::string first_case;  ///< that failed
  std::string cause;       ///< of a failing case that names the fault, else of the first
  bool named = false;
};

Verdict verdict_of(const Json& results, const std::string& expected_cause) {
  Verdict verdict;
  for (const Json& result : results) {
    if (result.at("status") != "FAILED") continue;
    const std::string cause = result.at("cause");
    const std::string said = cause + " " + result.at("got").get<std::string>();
    const bool named = said.find(expected_cause) != std::string::npos;
    if (named || verdict.first_case.empty()) verdict = {result.at("case"), cause, named};
    if (named) break;
  }
  return verdict;
}

class SeededFaults : public ::testing::TestWithParam<SeededFault> {};

TEST_P(SeededFaults, AreCaughtAndNamed) {
  const auto& [cell, cause] = GetParam();
  if (sanitized && is_counted(name_of(cell))) GTEST_SKIP() << "a sanitizer's program does not count this";
  const Outcome outcome = check_cell(cell);
  ASSERT_EQ(outcome.exit_code, 3) << outcome.err;
  const Verdict verdict = verdict_of(Json::parse(outcome.out).at("results"), cause);
  fmt::print("{:<30} {:<7} {:<34} {}\n", name_of(cell), verdict.named ? "named" : "caught", verdict.first_case,
             verdict.cause);
  EXPECT_TRUE(verdict.named) << verdict.first_case << ": " << verdict.cause;
}

INSTANTIATE_TEST_SUITE_P(Each, SeededFaults, ::testing::ValuesIn(seeded_faults),
                         [](const auto& tested) { return name_of(tested.param.cell); });

class RightCells : public ::testing::TestWithParam<const char*> {};

TEST_P(RightCells, Pass) {
  const Outcome outcome = check_cell(GetParam() + std::string("/f32/right"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
}

INSTANTIATE_TEST_SUITE_P(Each, RightCells, ::testing::Values("rnn_tanh", "lstm", "gru", "gru_reset_before"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST(SeededFaultTable, HoldsEachFaultOfThePlugin) {
  const Outcome outcome = Workplace().run({"plugins", "list", "--json", "--plugin", test_plugin("faults").string()});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::set<std::string> cells;
  const Json plugin = entry_of(Json::parse(outcome.out).at("plugins"), "name", "faults");
  for (const Json& cell : plugin.at("cells"))
    cells.insert(fmt::format("{}/{}/{}", cell.at("family").get<std::string>(), cell.at("precision").get<std::string>(),
                             cell.at("name").get<std::string>()));
  std::erase_if(cells, [](const std::string& cell) { return name_of(cell) == "right"; });
  std::set<std::string> rows;
  for (const SeededFault& fault : seeded_faults) rows.insert(fault.cell);
  EXPECT_EQ(rows, cells);
  EXPECT_GE(rows.size(), 48U);
}

TEST(ThreadsAreDeclared, SeesAThreadThatLoadingStarts) {
  if (sanitized) GTEST_SKIP() << "a sanitizer's program does not count threads";
  const Outcome outcome = check("thread_on_load", {"--case", "threads_are_declared"});
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("starts threads"));
}

}  // namespace
}  // namespace gatewise::tests::faults_test
