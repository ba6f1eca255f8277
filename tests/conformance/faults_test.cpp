// The kit is proven by seeded faults: a copy of the reference cell that is wrong in one way each. Prints the table.
#include <fmt/format.h>

#include <map>

#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::faults_test {
namespace {

/// A part of the cause that names the fault for what it is.
const std::map<std::string, std::string>& causes() {
  static const std::map<std::string, std::string> all{
      {"gates_i_f_swapped", "the rows i f g o for f i g o"},
      {"gates_g_o_swapped", "the rows i f g o for i f o g"},
      {"gates_r_z_swapped", "the rows r z n for z r n"},
      {"z_polarity", "wrong polarity"},
      {"n_bias_merged", "biases are merged"},
      {"reset_before", "wrong side of the matrix product"},
      {"reset_after", "wrong side of the matrix product"},
      {"bias_hh_ignored", "bias_hh is ignored"},
      {"bias_ih_twice", "bias_ih is used in bias_hh's place"},
      {"w_hh_transposed", "weight_hh is used transposed"},
      {"output_without_tanh", "the tanh of c is missing"},
      {"sigmoid_for_g", "sigmoid stands where tanh should"},
      {"relu_for_tanh", "relu stands where tanh should"},
      {"forget_bias_added", "added to the forget gate"},
      {"input_scaled", "the input's product is 0.5 times"},
      {"recurrent_scaled", "the recurrent product is 2 times"},
      {"previous_h_as_output", "the h of the step before"},
      {"state_not_carried", "the state is not carried"},
      {"stale_c_after_reset", "stale state"},
      {"reset_ignores_lane_list", "ignores the list of lanes"},
      {"reset_clears_neighbour", "reset()"},
      {"lane_state_mixed_up", "lanes are mixed up"},
      {"pointer_in_state", "holds a pointer"},
      {"chunk_boundary_lost", "lost or changed between calls"},
      {"t0_changes_state", "T = 0 is treated as a step"},
      {"nan_spreads", "values spread from lane to lane"},
      {"padding_computed", "padding is read"},
      {"length_off_by_one", "off-by-one"},
      {"padding_not_zeroed", "not zeroed behind the length"},
      {"lengths_of_wrong_lane", "lane and length do not belong together"},
      {"y_written_past_end", "writes behind y"},
      {"state_too_small", "announced by needs() is too small"},
      {"scratch_too_small", "announced by needs() is too small"},
      {"shared_scratch", "a hidden shared buffer"},
      {"writes_whole_needs", "struct_size is ignored"},
      {"leaks_cell", "a leak"},
      {"allocates_undeclared", "run() allocates"},
      {"starts_thread_undeclared", "starts threads"},
      {"waits_for_lock_undeclared", "takes a lock"},
      {"skips_zero_weights_undeclared", "zeros are skipped"},
      {"weights_bytes_wrong", "weights_bytes is declared too small"},
      {"claims_int8", "a silent fallback"},
      {"supports_disagrees", "supports() and prepare() disagree"},
      {"accepts_nan_weights", "weights are not checked"},
      {"accepts_misshapen_weights", "weights are not checked"},
  };
  return all;
}

/// What the kit made of one cell.
struct Verdict {
  std::string first_case;  ///< that failed
  std::string cause;       ///< of a failing case that names the fault, else of the first
  bool named = false;
};

std::map<std::string, Verdict> verdicts_of(const Json& results) {
  std::map<std::string, Verdict> verdicts;
  for (const Json& result : results) {
    const std::string cell = result.at("cell").get<std::string>();
    const std::string name = cell.substr(cell.rfind('/') + 1);
    Verdict& verdict = verdicts[name == "right" ? cell : name];
    if (result.at("status") != "FAILED" || verdict.named) continue;
    const std::string cause = result.at("cause");
    const auto expected = causes().find(name);
    verdict.named = expected != causes().end() &&
                    (cause + " " + result.at("got").get<std::string>()).find(expected->second) != std::string::npos;
    if (verdict.first_case.empty() || verdict.named) verdict = {result.at("case"), cause, verdict.named};
  }
  return verdicts;
}

TEST(SeededFaults, AreCaughtAndNamedAndRightCellsPass) {
  const Workplace work;
  std::vector<std::string> words{"plugins", "check", test_plugin("faults").string(), "--json"};
  if (sanitized) words.insert(words.end(), {"--shape", "5x17"});  // a sanitizer takes its time
  Command command = work.command(words);
  command.patience_seconds = 600;
  const Outcome outcome = run(command);
  ASSERT_EQ(outcome.exit_code, 3) << outcome.err;
  std::map<std::string, Verdict> verdicts = verdicts_of(Json::parse(outcome.out).at("results"));
  for (const char* family : {"rnn_tanh", "lstm", "gru", "gru_reset_before"}) {
    const auto right = verdicts.find(std::string(family) + "/f32/right");
    ASSERT_NE(right, verdicts.end());
    EXPECT_EQ(right->second.first_case, "") << family;
    verdicts.erase(right);
  }
  ASSERT_EQ(verdicts.size(), causes().size());
  ASSERT_GE(verdicts.size(), 30U);
  int caught = 0;
  int named = 0;
  for (const auto& [fault, verdict] : verdicts) {
    caught += verdict.first_case.empty() ? 0 : 1;
    named += verdict.named ? 1 : 0;
    fmt::print("{:<30} {:<7} {:<34} {}\n", fault,
               verdict.named                ? "named"
               : verdict.first_case.empty() ? "MISSED"
                                            : "caught",
               verdict.first_case, verdict.cause);
  }
  fmt::print("{} faults: {} caught, {} named\n", verdicts.size(), caught, named);
  // Of 30: at least 29 and 25. A sanitizer's program counts neither allocations nor threads nor the heap.
  const auto total = static_cast<int>(verdicts.size());
  EXPECT_GE(caught, sanitized ? total - 6 : total * 29 / 30);
  EXPECT_GE(named, total * 25 / 30);
}

}  // namespace
}  // namespace gatewise::tests::faults_test
