#include "host/answering_child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <stdexcept>

#include "base/end_with_parent.hpp"

namespace gatewise {
namespace {

/// Distinct from what a plugin might pass to exit(): a child that ends without it has not come to its end.
constexpr int good_end = 93;

constexpr std::size_t most_line_bytes = std::size_t{64} << 20;

void write_all(int descriptor, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(descriptor, text.data() + done, text.size() - done);
    if (written <= 0) ::_exit(1);
    done += static_cast<std::size_t>(written);
  }
}

}  // namespace

AnsweringChild::AnsweringChild(const std::function<void(const Say&)>& work) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw std::runtime_error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error(fmt::format("cannot fork: {}", std::strerror(errno)));
  if (pid_ != 0) {
    ::close(ends[1]);
    pipe_ = ends[0];
    return;
  }
  end_with_parent(parent);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDOUT_FILENO);  // what a plugin prints is not ours to show
  ::dup2(nowhere, STDERR_FILENO);
  try {
    work([&](const std::string& line) { write_all(ends[1], line + "\n"); });
  } catch (...) {
    ::_exit(1);  // the child must never unwind into what its parent was doing
  }
  ::_exit(good_end);
}

AnsweringChild::~AnsweringChild() { end(); }

std::string AnsweringChild::take_line(std::size_t size) {
  std::string found = buffer_.substr(0, size);
  buffer_.erase(0, size + 1);
  return found;
}

std::optional<std::string> AnsweringChild::line(double patience_seconds) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience_seconds);
  for (std::size_t searched = 0;;) {
    if (const std::size_t at = buffer_.find('\n', searched); at != std::string::npos) return take_line(at);
    searched = buffer_.size();
    if (searched > most_line_bytes) return take_line(searched);  // no answer is so long: it will be found to be none
    const std::chrono::duration<double, std::milli> left = give_up - std::chrono::steady_clock::now();
    pollfd waiting{pipe_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, std::max(0, static_cast<int>(left.count())));
    if (ready < 0 && errno == EINTR) continue;
    silent_ = ready == 0;
    if (silent_) return std::nullopt;
    char bytes[4096];
    const ssize_t got = ::read(pipe_, bytes, sizeof(bytes));
    if (got <= 0) return std::nullopt;
    buffer_.append(bytes, static_cast<std::size_t>(got));
  }
}

std::string AnsweringChild::end() {
  if (pid_ < 0) return "";
  ::close(pipe_);
  // It has closed its side, or is out of time: an end follows at once, or never.
  int status = 0;
  pid_t ended = 0;
  for (int waited_ms = 0; !silent_ && ended == 0 && waited_ms < 1000; ++waited_ms) {
    ended = ::waitpid(pid_, &status, WNOHANG);
    if (ended == 0) ::usleep(1000);
  }
  if (ended == 0) {
    silent_ = true;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return fmt::format("signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  return WEXITSTATUS(status) == good_end ? "" : fmt::format("exit code {}", WEXITSTATUS(status));
}

}  // namespace gatewise
