// The trainer against libtorch and oneDNN on this machine: one line a shape, exit 3 where a goal is missed.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "comparison.hpp"
#include "onednn_training.hpp"
#include "quality_comparison.hpp"
#include "torch_training.hpp"

namespace gatewise {
namespace {

/// Prints the line; whether libtorch is no better than seeds and sequences explain.
bool report(const std::string& suite, const TrainedPair& pair) {
  fmt::print("{} {} {} seeds {} ours {:.4f} libtorch {:.4f} difference {:+.4f} [{:+.4f}, {:+.4f}]{}\n", suite,
             pair.architecture, pair.metric, pair.ours.size(), mean_interval(pair.ours).value,
             mean_interval(pair.torch).value, pair.difference.value, pair.difference.low, pair.difference.high,
             pair.is_worse() ? " MISSED: libtorch is better" : "");
  std::fflush(stdout);
  return !pair.is_worse();
}

/// How many times libtorch's sequences a second are asked for.
double goal_of(std::int64_t hidden) { return hidden <= 64 ? 4.0 : hidden <= 128 ? 3.0 : 1.5; }

constexpr double largest_loss_difference = 1e-3;

/// Prints the line; whether all goals are met.
bool report(const TrainingShape& shape, const Comparison& found) {
  const double goal = goal_of(shape.hidden);
  std::string missed;
  if (found.torch_ratio.value < goal) missed += fmt::format(" MISSED: libtorch by {:.1f}", goal);
  if (found.onednn_ratio.value < 1) missed += " MISSED: oneDNN";
  if (found.largest_loss_difference > largest_loss_difference)
    missed += fmt::format(" MISSED: the losses differ by {:.2g}", found.largest_loss_difference);
  fmt::print(
      "{} h{} n{} t{} ratio {:.2f} [{:.2f}, {:.2f}] share {:.2f} onednn {:.2f} [{:.2f}, {:.2f}] ms {:.2f} {:.2f} "
      "{:.2f}{}\n",
      shape.family, shape.hidden, shape.lanes, shape.steps, found.torch_ratio.value, found.torch_ratio.low,
      found.torch_ratio.high, found.share, found.onednn_ratio.value, found.onednn_ratio.low, found.onednn_ratio.high,
      found.ours_ms, found.torch_ms, found.onednn_ms, missed);
  std::fflush(stdout);
  return missed.empty();
}

}  // namespace

/// OpenBLAS's idle threads go on asking for work for some 20 ms, on the cores that libtorch's other threads and the
/// next in turn want. It reads how long when it is loaded, so that the program starts itself once more.
void let_idle_threads_sleep(char** argv) {
  constexpr const char* variable = "OPENBLAS_THREAD_TIMEOUT";  // log2 of cycles, 4 to 30
  if (std::getenv(variable) != nullptr) return;
  ::setenv(variable, "4", 0);
  ::execv("/proc/self/exe", argv);  // comes back where it can't; the comparison is then harder on libtorch
}

}  // namespace gatewise

int main(int argc, char** argv) {
  gatewise::let_idle_threads_sleep(argv);
  CLI::App app("Times forward + backward + update of one recurrent layer: this trainer, libtorch and oneDNN in turns.");
  std::vector<std::string> families{"lstm", "gru", "rnn_tanh"};
  std::vector<std::int64_t> sizes{64, 128, 256, 512};
  std::int64_t lanes = 32, steps = 64, rounds = 15;
  int threads = 2;
  app.add_option("--family", families, "lstm, gru, rnn_tanh, rnn_relu");
  app.add_option("--hidden", sizes, "hidden sizes");
  app.add_option("--lanes", lanes, "sequences in a batch");
  app.add_option("--steps", steps, "steps of a sequence");
  app.add_option("--rounds", rounds, "turns that each takes, in random order");
  app.add_option("--threads", threads, "threads of each");
  std::vector<std::string> suites, overrides;
  app.add_option("--quality", suites,
                 "Suites instead: the first architecture of each, trained by both on the same batches, by test score");
  app.add_option("--set", overrides, "Change a key of these suites, as gatewise run does");
  CLI11_PARSE(app, argc, argv);
  try {
    fmt::print("# {}; {}\n", peer::torch_name(threads), peer::onednn_name());
    bool all = true;
    for (const std::string& suite : suites)
      all = gatewise::report(suite, gatewise::compare_quality(suite, overrides, threads)) && all;
    if (!suites.empty()) return all ? 0 : 3;
    for (const std::string& family : families) {
      for (const std::int64_t hidden : sizes) {
        const gatewise::TrainingShape shape{family, hidden, lanes, steps};
        all = gatewise::report(shape, gatewise::compare_training(shape, threads, rounds)) && all;
      }
    }
    return all ? 0 : 3;
  } catch (const std::exception& error) {
    fmt::print(stderr, "training_vs_torch: {}\n", error.what());
    return 1;
  }
}
