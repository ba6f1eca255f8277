#include "measure/limits/stream_probe.hpp"

#include <algorithm>
#include <cstring>

#include "measure/machine/clock.hpp"

namespace gatewise {
namespace {

// Two reads of a usual clock cost some 50 ns: a part in 400 of this. A dearer or coarser one takes more.
constexpr double least_timing_ns = 20'000;

// How many passes are timed before one is believed to take so long: an interruption makes one of them long, not all.
constexpr int tries = 5;

// Rounds halve the field down to so many, which are then timed until the budget is spent.
constexpr std::size_t finalists = 3;

/// Ordinary numbers, since some processors are slow with subnormal ones: +0.5 and -0.5 as float and as pairs of bf16.
void fill(LineBuffer& buffer) {
  constexpr std::uint32_t pattern[2] = {0x3f003f00U, 0xbf00bf00U};
  for (std::size_t at = 0; at < buffer.bytes(); at += sizeof pattern)
    std::memcpy(buffer.data() + at, pattern, std::min(sizeof pattern, buffer.bytes() - at));
}

}  // namespace

StreamProbe::StreamProbe(Arithmetic arithmetic, std::size_t bytes, const ClockError& clock)
    : stretch_ns_(std::max(least_timing_ns, clock.least_stretch_ns())), buffer_(bytes) {
  fill(buffer_);
  for (const StreamKernel& kernel : probe_kernels().streams)
    if (kernel.arithmetic == arithmetic) contenders_.push_back({&kernel});
  // Portable kernels come first, and are never faster than those that were written for the machine.
  const bool has_others = contenders_.back().kernel->isa != "portable";
  if (has_others) std::erase_if(contenders_, [](const Contender& c) { return c.kernel->isa == "portable"; });
}

double StreamProbe::time_ns(const StreamKernel& kernel) const {
  const std::int64_t begin = now_ns();
  kernel.sum(buffer_.data(), buffer_.lines(), passes_);
  return static_cast<double>(now_ns() - begin) / static_cast<double>(passes_);
}

double StreamProbe::least_ns(const StreamKernel& kernel) const {
  double least = time_ns(kernel);
  for (int i = 1; i < tries && least < 1e6; ++i) least = std::min(least, time_ns(kernel));
  return least;
}

void StreamProbe::choose_passes() {
  passes_ = 1;
  while (least_ns(*contenders_.front().kernel) * static_cast<double>(passes_) < stretch_ns_) passes_ *= 2;
}

/// How many of the fastest can be timed once; all on the first call.
std::size_t StreamProbe::affordable(std::int64_t budget_ns) const {
  double spent = 0;
  std::size_t count = 0;
  for (; count < contenders_.size(); ++count) {
    spent += contenders_[count].ns * static_cast<double>(passes_);
    if (spent > static_cast<double>(budget_ns)) break;
  }
  return std::max<std::size_t>(count, 1);
}

/// Times the first so many, and puts them in order.
void StreamProbe::play_round(std::size_t contenders, bool again) {
  const auto end = contenders_.begin() + static_cast<std::ptrdiff_t>(contenders);
  for (auto contender = contenders_.begin(); contender != end; ++contender) {
    const double ns = time_ns(*contender->kernel);
    contender->ns = again ? std::min(contender->ns, ns) : ns;
  }
  std::sort(contenders_.begin(), end, [](const Contender& a, const Contender& b) { return a.ns < b.ns; });
}

double StreamProbe::pass_ns(std::int64_t budget_ns) {
  const std::int64_t begin = now_ns();
  const bool first = passes_ == 0;
  if (first) choose_passes();
  std::size_t field = affordable(budget_ns);
  play_round(field, false);
  while (now_ns() - begin < budget_ns || (first && field > finalists)) {
    field = std::max(std::min(field, finalists), field / 2);
    play_round(field, true);
  }
  const Contender& best = contenders_.front();
  while (best.ns * static_cast<double>(passes_) < stretch_ns_) passes_ *= 2;  // faster than the first one's
  isa_ = best.kernel->isa;
  layout_ = isa_ + " " + best.kernel->layout;
  return best.ns;
}

}  // namespace gatewise
