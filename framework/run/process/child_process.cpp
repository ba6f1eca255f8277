#include "run/process/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fstream>
#include <random>
#include <system_error>
#include <thread>

#include "base/end_with_parent.hpp"
#include "base/installation.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/own_file.hpp"
#include "base/units.hpp"
#include "measure/machine/build_type.hpp"
#include "measure/machine/clock.hpp"
#include "run/process/stop.hpp"

namespace gatewise {
namespace {

constexpr int events_in_child = 3;
constexpr std::int64_t slice_ms = 250;  // between two looks at whether a silent child has ended

constexpr bool limits_memory = !is_sanitized_build;  // shadow memory is larger than any limit

void check(int result, const char* what) {
  if (result < 0)
    throw std::system_error(errno, std::generic_category(), fmt::format("cannot start a child: {}", what));
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

void limit(__rlimit_resource_t resource, std::int64_t value, std::int64_t grace) {
  const rlimit both{static_cast<rlim_t>(value), static_cast<rlim_t>(value + grace)};
  ::setrlimit(resource, &both);
}

/// A trial whose time is bounded can use as much on every core.
double cpu_limit(const ChildLimits& limits) {
  return limits.cpu_seconds > 0 ? limits.cpu_seconds
                                : limits.trial_seconds * static_cast<double>(std::thread::hardware_concurrency());
}

/// What a limit says about an end.
std::string blamed_limit(const ChildEnd& end, const ChildLimits& limits) {
  if (end.signal == SIGXCPU || (end.signal == SIGKILL && end.cpu_seconds >= cpu_limit(limits)))
    return fmt::format(": it used more than {:.0f} s of CPU time ([limits] cpu_time)", cpu_limit(limits));
  if (end.signal == SIGXFSZ)
    return fmt::format(": it wrote more than {} into one file ([limits] file_size)",
                       format_quantity(static_cast<double>(limits.file_bytes), Unit::bytes));
  if (end.signal != 0 && end.peak_rss_bytes > limits.memory_bytes / 2)
    return fmt::format(": it had {} resident, its limit is {} ([limits] memory)",
                       format_quantity(static_cast<double>(end.peak_rss_bytes), Unit::bytes),
                       format_quantity(static_cast<double>(limits.memory_bytes), Unit::bytes));
  return "";
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
  const int log = options.log.empty() ? ::open("/dev/null", O_WRONLY | O_CLOEXEC)
                                      : OwnFile::in_folder(options.log).open_to_append().release();
  check(log, "open its log");
  // Everything that allocates happens before the fork.
  std::vector<std::string> arguments{installation().program.string(), "trial"};
  std::vector<std::string> environment = clean_environment();
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(environment);
  const pid_t parent = ::getpid();
  const auto cpu_seconds = static_cast<std::int64_t>(std::ceil(cpu_limit(options.limits)));

  pid_ = ::fork();
  check(pid_, "fork");
  if (pid_ == 0) {
    ::setpgid(0, 0);
    end_with_parent(parent);
    // Above 3 first, so that no end is overwritten by another.
    const int in = ::fcntl(requests[0], F_DUPFD, 10);
    const int out = ::fcntl(events[1], F_DUPFD, 10);
    const int text = ::fcntl(log, F_DUPFD, 10);
    place(in, STDIN_FILENO);
    if (!options.shares_output) {
      place(text, STDOUT_FILENO);
      place(text, STDERR_FILENO);
    }
    place(out, events_in_child);
    ::close(in);
    ::close(out);
    ::close(text);
    if (limits_memory) limit(RLIMIT_AS, options.limits.memory_bytes, 0);
    limit(RLIMIT_CPU, cpu_seconds, 5);  // five seconds after SIGXCPU it is killed
    limit(RLIMIT_FSIZE, options.limits.file_bytes, 0);
    limit(RLIMIT_CORE, 0, 0);
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
  const std::string line = json_text(request) + "\n";
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
    Json event = try_parse_json(buffer_.substr(0, end));
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
    if (closed_ || stop_requested() == Stop::now) return std::nullopt;
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

ChildEnd ChildProcess::end() {
  if (pid_ <= 0) return {};
  for (int waited_ms = 0; waited_ms < 1000 && !ended(); ++waited_ms) ::usleep(1000);
  kill();  // where it has ended by itself, only what it left behind is there to be killed
  int status = 0;
  rusage used{};
  while (::wait4(pid_, &status, 0, &used) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return {WIFSIGNALED(status) ? WTERMSIG(status) : 0, WIFEXITED(status) ? WEXITSTATUS(status) : 0,
          std::int64_t{1024} * used.ru_maxrss,
          static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
              static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6};
}

bool ChildEnd::was_killed_from_outside(const ChildLimits& limits) const {
  return signal == SIGKILL && cpu_seconds < cpu_limit(limits);
}

std::string ChildEnd::text(const ChildLimits& limits) const {
  if (signal == 0) return fmt::format("exit {}", exit_code);
  return fmt::format("signal {} ({}){}", signal, strsignal(signal), blamed_limit(*this, limits));
}

void wait_for_any(const std::vector<ChildProcess*>& children, double seconds) {
  std::vector<pollfd> waiting;
  // poll(2) passes over a negative descriptor: a closed one would answer at once, for ever.
  for (const ChildProcess* child : children) waiting.push_back({child->closed() ? -1 : child->descriptor(), POLLIN, 0});
  ::poll(waiting.data(), waiting.size(), static_cast<int>(seconds * 1000));
}

void adopt_strays() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

namespace {

/// The parent and the group of a process, from /proc/<pid>/stat; zeroes where it is gone.
std::pair<pid_t, pid_t> parent_and_group(pid_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos) return {0, 0};
  std::istringstream rest(text.substr(name_end + 1));
  std::string state;
  pid_t parent = 0, group = 0;
  rest >> state >> parent >> group;
  return {parent, group};
}

}  // namespace

void end_strays(const std::vector<const ChildProcess*>& children) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const pid_t process = std::stoi(name);
    const auto [parent, group] = parent_and_group(process);
    const bool known = std::any_of(children.begin(), children.end(), [&, its = group](const ChildProcess* child) {
      return child->pid() == its || child->pid() == process;
    });
    if (parent != ::getpid() || known) continue;
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }
}

}  // namespace gatewise
