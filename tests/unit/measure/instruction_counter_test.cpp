#include "measure/machine/instruction_counter.hpp"

#include <gmock/gmock.h>

#include <cerrno>

#include "support/fake_system.hpp"

namespace gatewise::measure_instruction_counter_test {
namespace {

using ::testing::HasSubstr;
using tests::FakeSystem;

std::optional<std::int64_t> instructions_of_loop(InstructionCounter& counter, int turns) {
  counter.begin();
  for (int i = 0; i < turns; ++i) __asm__ volatile("");  // a turn that can't be optimised away
  return counter.end();
}

TEST(InstructionCounter, CountsTwiceForTwiceTheWorkOrSaysWhyItCanNot) {
  std::string why_not;
  std::optional<InstructionCounter> counter = InstructionCounter::open(&why_not);
  if (!counter) {
    EXPECT_NE(why_not, "");
    return;
  }
  const auto once = instructions_of_loop(*counter, 1'000'000);
  const auto twice = instructions_of_loop(*counter, 2'000'000);
  if (!once || !twice) return;  // lent to another program meanwhile
  EXPECT_NEAR(static_cast<double>(*twice) / static_cast<double>(*once), 2, 0.05);
}

TEST(InstructionCounter, ExplainsARefusal) {
  const FakeSystem system;
  EXPECT_THAT(counter_refusal(EACCES, system.files()), HasSubstr("forbidden here"));
  system.put("proc/sys/kernel/perf_event_paranoid", "2\n");
  EXPECT_THAT(counter_refusal(EPERM, system.files()), HasSubstr("forbidden here"));
  system.put("proc/sys/kernel/perf_event_paranoid", "3\n");
  EXPECT_EQ(counter_refusal(EACCES, system.files()),
            "perf_event_paranoid is 3: set it with sysctl kernel.perf_event_paranoid=2");
  EXPECT_EQ(counter_refusal(ENOENT, system.files()), "this (virtual) machine counts no instructions");
  EXPECT_EQ(counter_refusal(ENOSYS, system.files()), "this kernel has no perf events");
  EXPECT_THAT(counter_refusal(EMFILE, system.files()), HasSubstr("Too many open files"));
}

}  // namespace
}  // namespace gatewise::measure_instruction_counter_test
