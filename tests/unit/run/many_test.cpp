// Suites of thousands of candidates, and of more than anybody can run.
#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "data/dataset.hpp"
#include "data/seeded_inputs.hpp"
#include "run/plan/plan.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_many_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::string numbers_to(int last) {
  std::string text = "1";
  for (int i = 2; i <= last; ++i) text += ", " + std::to_string(i);
  return "[" + text + "]";
}

Suite read(const std::string& text) {
  const tests::TemporaryFolder folder;
  write_file_atomically(folder.path() / "s.toml", text);
  return read_suite(folder.path() / "s.toml", {});
}

std::string problems(int hidden, int layers, int steps) {
  return "task = 'cost-only'\n[architectures]\nfamilies = ['gru']\nhidden = " + numbers_to(hidden) +
         "\nlayers = " + numbers_to(layers) + "\nsteps = " + numbers_to(steps) + "\n";
}

TEST(ManyCandidates, FortyThousandAreAllPlanned) {
  const Suite suite = read(problems(200, 10, 10) + "[backends]\nuse = ['a.f32', 'b.f32']\n");
  EXPECT_NO_THROW(check_pairing(suite));
  const Plan plan = make_plan(suite, seeded_inputs(1, 1, {64}, 1), 1);
  EXPECT_EQ(plan.trials.size(), 40'000U);
}

TEST(ManyCandidates, ABillionAreRefusedWithTheirNumberAndTheLimit) {
  EXPECT_THAT([] { read(problems(1000, 1000, 1000)); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("s.toml:2:"), HasSubstr("names 1000000000 candidates"),
                                              HasSubstr("may have 1000000 trials"))));
}

TEST(ManyCandidates, AProductBeyondSixtyFourBitsIsRefused) {
  const std::string more = "batch = " + numbers_to(10000) + "\ninput = " + numbers_to(10000) + "\n";
  EXPECT_THAT([&] { read(problems(10000, 10000, 10000) + more); },
              ThrowsMessage<InputError>(HasSubstr("names 100000000000000000000 candidates")));
}

TEST(ManyCandidates, ShapesAreAddedUp) {
  const std::string shape = "[[shapes]]\nsteps = [8]\nfamilies = ['gru']\nhidden = " + numbers_to(1000) +
                            "\nlayers = " + numbers_to(600) + "\n";
  EXPECT_THAT([&] { read("task = 'cost-only'\n" + shape + shape); },
              ThrowsMessage<InputError>(HasSubstr("names 1200000 candidates")));
}

TEST(ManyCandidates, SeedsAndSweptRatesCount) {
  const std::string lists = "[architectures]\nhidden = " + numbers_to(1000) + "\nlayers = " + numbers_to(100) + "\n";
  EXPECT_THAT(
      [&] { read(lists + "[training]\nseeds = [1, 2, 3]\nlearning_rate = { sweep = [1e-3, 1e-2] }\n"); },
      ThrowsMessage<InputError>(AllOf(HasSubstr("names 300000 candidates"), HasSubstr("which take 2400000 trials"))));
}

TEST(ManyCandidates, AShapeThatIsNamedTwiceIsRefusedAtTheSecond) {
  const std::string shape = "[[shapes]]\nsteps = [8]\nfamilies = ['gru']\n";
  EXPECT_THAT([&] { read("task = 'cost-only'\n" + shape + shape); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("s.toml:5:"), HasSubstr("once more"))));
}

}  // namespace
}  // namespace gatewise::run_many_test
