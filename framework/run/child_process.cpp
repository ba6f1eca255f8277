#include "run/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <random>

#include "base/installation.hpp"
#include "measure/clock.hpp"

namespace gatewise {
namespace {

constexpr int events_in_child = 3;
constexpr std::int64_t slice_ms = 250;  // between two looks at whether a silent child has ended

#if defined(__SANITIZE_ADDRESS__)
constexpr bool limits_memory = false;
#else
constexpr bool limits_memory = true;
#endif

void check(int result, const char* what) {
  if (result < 0) throw std::runtime_error(fmt::format("cannot start a child: {}: {}", what, std::strerror(errno)));
}

/// The few variables that a child sees, so that a run does not depend on its user's shell.
std::vector<std::string> clean_environment() {
  std::vector<std::string> environment{"OMP_NUM_THREADS=1", "LC_ALL=C"};
  for (const char* name :
       {"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// Puts `from` at descriptor `to`, kept open across exec.
void place(int from, int to) {
  if (from == to) {
    ::fcntl(to, F_SETFD, 0);
  } else {
    ::dup2(from, to);
  }
}

}  // namespace

ChildProcess::ChildProcess(const ChildOptions& options)
    : nonce_(
          fmt::format("{:016x}", (static_cast<std::uint64_t>(std::random_device{}()) << 32) | std::random_device{}())) {
  std::array<int, 2> requests{};
  std::array<int, 2> events{};
  check(::pipe2(requests.data(), O_CLOEXEC), "pipe");
  check(::pipe2(events.data(), O_CLOEXEC), "pipe");
  const int log =
      ::open(options.log.empty() ? "/dev/null" : options.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  check(log, "open its log");
  // Everything that allocates happens before the fork.
  std::vector<std::string> arguments{installation().program.string(), "trial"};
  std::vector<std::string> environment = clean_environment();
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(environment);
  const pid_t parent = ::getpid();

  pid_ = ::fork();
  check(pid_, "fork");
  if (pid_ == 0) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);  // the parent died before the line above
    // Above 3 first, so that no end is overwritten by another.
    const int in = ::fcntl(requests[0], F_DUPFD, 10);
    const int out = ::fcntl(events[1], F_DUPFD, 10);
    const int text = ::fcntl(log, F_DUPFD, 10);
    place(in, STDIN_FILENO);
    place(text, STDOUT_FILENO);
    place(text, STDERR_FILENO);
    place(out, events_in_child);
    ::close(in);
    ::close(out);
    ::close(text);
    if (limits_memory && options.memory_bytes > 0) {
      const rlimit limit{static_cast<rlim_t>(options.memory_bytes), static_cast<rlim_t>(options.memory_bytes)};
      ::setrlimit(RLIMIT_AS, &limit);
    }
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::execve(argv.front(), argv.data(), envp.data());
    ::_exit(127);
  }
  ::close(requests[0]);
  ::close(events[1]);
  ::close(log);
  requests_ = requests[1];
  events_ = events[0];
  ::fcntl(events_, F_SETFL, O_NONBLOCK);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      requests_(std::exchange(other.requests_, -1)),
      events_(std::exchange(other.events_, -1)),
      closed_(other.closed_),
      buffer_(std::move(other.buffer_)),
      nonce_(std::move(other.nonce_)) {}

ChildProcess::~ChildProcess() {
  kill();
  end();
  if (requests_ >= 0) ::close(requests_);
  if (events_ >= 0) ::close(events_);
}

void ChildProcess::send(Json request) {
  request["nonce"] = nonce_;
  const std::string line = request.dump() + "\n";
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t written = ::write(requests_, line.data() + done, line.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;  // EPIPE: it is gone
    done += static_cast<std::size_t>(written);
  }
}

std::optional<Json> ChildProcess::take_line() {
  for (std::size_t end = buffer_.find('\n'); end != std::string::npos; end = buffer_.find('\n')) {
    Json event = Json::parse(buffer_.substr(0, end), nullptr, false);
    buffer_.erase(0, end + 1);
    if (event.is_object() && event.contains("nonce") && event.at("nonce") == nonce_) return event;
  }
  return std::nullopt;
}

bool ChildProcess::ended() const {
  siginfo_t info{};
  return pid_ <= 0 ||
         (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid_);
}

std::optional<Json> ChildProcess::next(double seconds) {
  const std::int64_t deadline = now_ns() + static_cast<std::int64_t>(seconds * 1e9);
  while (true) {
    if (std::optional<Json> event = take_line()) return event;
    if (closed_) return std::nullopt;
    const bool was_over = ended();  // asked before reading: what it wrote before its end is still to be read
    const std::int64_t left_ms = std::max<std::int64_t>(0, (deadline - now_ns()) / 1'000'000);
    pollfd waiting{events_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left_ms, was_over ? 0 : slice_ms)));
    if (ready > 0) {
      read_some();
    } else if (was_over) {
      closed_ = true;
    } else if (left_ms == 0) {
      return std::nullopt;
    }
  }
}

void ChildProcess::read_some() {
  std::array<char, 65536> bytes{};
  const ssize_t got = ::read(events_, bytes.data(), bytes.size());
  if (got > 0) {
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  } else if (got == 0) {
    closed_ = true;
  }
}

void ChildProcess::kill() {
  if (pid_ > 0) ::kill(-pid_, SIGKILL);
}

std::string ChildProcess::end() {
  if (pid_ <= 0) return "ended";
  for (int waited_ms = 0; waited_ms < 1000 && !ended(); ++waited_ms) ::usleep(1000);
  kill();  // where it has ended by itself, only what it left behind is there to be killed
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return fmt::format("signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  return fmt::format("exit {}", WEXITSTATUS(status));
}

void wait_for_any(const std::vector<ChildProcess*>& children, double seconds) {
  std::vector<pollfd> waiting;
  // poll(2) passes over a negative descriptor: a closed one would answer at once, for ever.
  for (const ChildProcess* child : children) waiting.push_back({child->closed() ? -1 : child->descriptor(), POLLIN, 0});
  ::poll(waiting.data(), waiting.size(), static_cast<int>(seconds * 1000));
}

}  // namespace gatewise
