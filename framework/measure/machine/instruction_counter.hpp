#ifndef GATEWISE_MEASURE_MACHINE_INSTRUCTION_COUNTER_HPP
#define GATEWISE_MEASURE_MACHINE_INSTRUCTION_COUNTER_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "measure/machine/system_files.hpp"

namespace gatewise {

/// Counts the instructions that the thread which opened it executes outside the kernel: a cost that neither other
/// programs nor the frequency change. Not inherited by threads and children started later.
class InstructionCounter {
 public:
  /// Absent where the machine or the system refuses; `why_not` then says why, and what to do where something helps.
  static std::optional<InstructionCounter> open(std::string* why_not = nullptr);

  InstructionCounter(InstructionCounter&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), begin_(other.begin_) {}
  InstructionCounter& operator=(InstructionCounter&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(begin_, other.begin_);
    return *this;
  }
  InstructionCounter(const InstructionCounter&) = delete;
  InstructionCounter& operator=(const InstructionCounter&) = delete;
  ~InstructionCounter();

  /// Begins to count.
  void begin();
  /// Instructions since begin(). Absent where the processor's counter was lent to others meanwhile: an extrapolated
  /// count is none.
  std::optional<std::int64_t> end();

 private:
  /// As the descriptor gives it with the read_format that open() asks for; the times are in ns.
  struct Reading {
    std::uint64_t count = 0;
    std::uint64_t enabled_ns = 0;
    std::uint64_t running_ns = 0;
  };

  explicit InstructionCounter(int descriptor) : descriptor_(descriptor) {}
  std::optional<Reading> read() const;

  int descriptor_ = -1;
  std::optional<Reading> begin_;
};

/// What perf_event_open's errno means for the user.
std::string counter_refusal(int error, const SystemFiles& files = {});

}  // namespace gatewise

#endif
