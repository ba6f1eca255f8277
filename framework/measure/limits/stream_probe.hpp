#ifndef GATEWISE_MEASURE_LIMITS_STREAM_PROBE_HPP
#define GATEWISE_MEASURE_LIMITS_STREAM_PROBE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "measure/limits/arithmetic.hpp"
#include "measure/limits/line_buffer.hpp"
#include "measure/limits/probe_kernels.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {

/// A buffer of exactly so many bytes that is read once a pass through the multiply-add of a precision: what no step
/// that has to touch as many bytes can be faster than. One thread at a time.
class StreamProbe {
 public:
  /// Allocates and writes the buffer. Throws std::bad_alloc.
  StreamProbe(Arithmetic arithmetic, std::size_t bytes, const ClockError& clock = {});

  /// The least time of one pass in ns over all layouts of all instruction sets that the machine has, timed now within
  /// about `budget_ns`. The first call times every layout at least once, however large the buffer is; later ones of a
  /// short budget only those that were fastest. Reads follow each other without a gap, so the cost of a call and of the
  /// clock is not in it. About 0 for no bytes.
  double pass_ns(std::int64_t budget_ns = 2'000'000);

  /// The layout that was best last time, "avx512 4 streams by 2 lines", and its instruction set; empty before.
  const std::string& layout() const { return layout_; }
  const std::string& isa() const { return isa_; }

 private:
  struct Contender {
    const StreamKernel* kernel;
    double ns = 0;  ///< of a pass, the least that was seen in the last call that timed it
  };

  double time_ns(const StreamKernel& kernel) const;
  double least_ns(const StreamKernel& kernel) const;
  void choose_passes();
  std::size_t affordable(std::int64_t budget_ns) const;
  void play_round(std::size_t contenders, bool again);

  double stretch_ns_;  // of passes that are timed as one: the clock's error is below a hundredth of it
  LineBuffer buffer_;
  std::vector<Contender> contenders_;  ///< the fastest first
  std::int64_t passes_ = 0;            ///< inside one timing; 0 before the first call
  std::string layout_, isa_;
};

}  // namespace gatewise

#endif
