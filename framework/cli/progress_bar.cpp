#include "cli/progress_bar.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "cli/tell.hpp"
#include "measure/machine/clock.hpp"

namespace gatewise {
namespace {

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(seconds);
  if (whole >= 3600) return fmt::format("{}:{:02d}:{:02d}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{:02d}:{:02d}", whole / 60, whole % 60);
}

}  // namespace

ProgressBar::ProgressBar(bool verbose)
    : verbose_(verbose), terminal_(::isatty(STDERR_FILENO) != 0), begin_ns_(now_ns()) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::clear() {
  if (drawn_) tell_raw(stderr, "\r\033[K");
  drawn_ = false;
}

void ProgressBar::progress(double remaining_seconds, const std::string& what) {
  const std::int64_t now = now_ns();
  if (!terminal_ || now - last_ns_ < 100'000'000) return;
  last_ns_ = now;
  const double spent = static_cast<double>(now - begin_ns_) / 1e9;
  const double share = spent / std::max(1e-9, spent + remaining_seconds);
  const auto filled = static_cast<std::size_t>(share * 24);
  std::string line =
      fmt::format("[{}{}] {:3.0f} % {} left  {}", std::string(filled, '#'), std::string(24 - filled, '.'), share * 100,
                  clock_text(remaining_seconds), printable_line(what));
  line.resize(std::min(line.size(), terminal_width() - 1));
  tell_raw(stderr, fmt::format("\r{}\033[K", line));
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressBar::note(const std::string& line) {
  if (verbose_) say(line);
}

void ProgressBar::say(const std::string& line) {
  clear();
  tell(stderr, "{}\n", line);
}

}  // namespace gatewise
