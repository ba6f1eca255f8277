#include "cli/progress_bar.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "measure/clock.hpp"

namespace gatewise {
namespace {

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

/// The time left if the rest goes as fast as what is done, in whole seconds.
std::string remaining(double seconds, double share) {
  if (share < 0.02) return "--:--";
  const auto left = static_cast<long>(seconds * (1 - share) / share);
  return fmt::format("{:02d}:{:02d}", left / 60, left % 60);
}

}  // namespace

ProgressBar::ProgressBar(bool verbose)
    : verbose_(verbose), terminal_(::isatty(STDERR_FILENO) != 0), begin_ns_(now_ns()) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::clear() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  drawn_ = false;
}

void ProgressBar::progress(double done, double total, const std::string& what) {
  const std::int64_t now = now_ns();
  if (!terminal_ || now - last_ns_ < 100'000'000) return;
  last_ns_ = now;
  const double share = total <= 0 ? 0 : std::clamp(done / total, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(share * 24);
  std::string line =
      fmt::format("[{}{}] {:3.0f} % {} left  {}", std::string(filled, '#'), std::string(24 - filled, '.'), share * 100,
                  remaining(static_cast<double>(now - begin_ns_) / 1e9, share), what);
  line.resize(std::min(line.size(), terminal_width() - 1));
  fmt::print(stderr, "\r{}\033[K", line);
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressBar::note(const std::string& line) {
  if (!verbose_) return;
  clear();
  fmt::print(stderr, "{}\n", line);
}

}  // namespace gatewise
