#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "activities.hpp"
#include "child_process.hpp"
#include "pacing.hpp"
#include "workloads.hpp"

namespace telemetry {
namespace {

constexpr std::size_t compress_chunk_bytes = std::size_t{32} * 1024;
constexpr off_t largest_table_bytes = off_t{32} * 1024 * 1024;
/// Sockets look at the end of the episode this often.
constexpr suseconds_t socket_patience_microseconds = 15'000;

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {
    if (number < 0) throw std::runtime_error("cannot open a file or socket");
  }
  ~Descriptor() { close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

/// Writes a translation unit of `functions` small template functions.
void write_source(const std::string& path, int functions) {
  std::ofstream source(path);
  source << "#include <string>\n";
  for (int index = 0; index < functions; ++index) {
    source << "template <typename T> T f" << index << "(T x) { T y = x; for (int i = 0; i < " << index + 3
           << "; ++i) y += x * y; return y; }\n"
           << "double g" << index << "(double x) { return f" << index << "(x) + f" << index << "(int(x)); }\n";
  }
}

/// A listening socket on a free port of 127.0.0.1; -1 where there is none.
int listen_on_loopback(sockaddr_in& address) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), length) == 0 && listen(listener, 1) == 0 &&
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
    return listener;
  }
  close(listener);
  return -1;
}

int connect_to(const sockaddr_in& address) {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto* plain = reinterpret_cast<const sockaddr*>(&address);
  return connect(client, plain, sizeof address) == 0 ? client : -1;
}

void limit_waiting(int number) {
  const timeval patience{0, socket_patience_microseconds};
  setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

void receive_all(const Episode& episode, int number, std::size_t bytes) {
  std::vector<char> buffer(bytes);
  while (!is_over(episode) && recv(number, buffer.data(), bytes, 0) != 0) {
  }
}

void fork_and_wait() {
  const pid_t child = fork();
  // Only async-signal-safe calls are allowed in the child of a threaded program.
  if (child == 0) _exit(0);
  if (child > 0) waitpid(child, nullptr, 0);
}

}  // namespace

/// Compiles a small generated source over and over with g++.
void compile(const Episode& episode) {
  const std::string source = episode.folder + "/unit.cpp";
  write_source(source, static_cast<int>(std::lround(60 * episode.intensity.size)));
  while (!is_over(episode)) {
    ChildProcess compiler({"g++", "-O1", "-c", source, "-o", episode.folder + "/unit.o"}, ChildInput::nothing);
    while (!compiler.has_ended() && !is_over(episode)) rest_until(episode, Clock::now() + beat);
  }
}

/// Feeds text to a gzip process through a pipe.
void compress(const Episode& episode) {
  const std::vector<char> text = make_text(compress_chunk_bytes, episode.seed);
  const ChildProcess gzip({"gzip", "-6", "-c"}, ChildInput::pipe);
  run_paced(
      episode, [&] { return episode.intensity.level; }, [&] { gzip.feed(text); });
}

/// Appends records to a table and forces each batch to disk with fsync(2).
void database(const Episode& episode) {
  const std::string path = episode.folder + "/table";
  const Descriptor table(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  const std::vector<char> batch = make_text(static_cast<std::size_t>(4096 * episode.intensity.size), episode.seed);
  off_t size = 0;
  const auto step = [&] {
    if (pwrite(table.number(), batch.data(), batch.size(), size) > 0) fsync(table.number());
    size = (size + static_cast<off_t>(batch.size())) % largest_table_bytes;
  };
  run_paced(
      episode, [&] { return episode.intensity.level; }, step);
}

/// Sends bytes over a TCP connection of the machine to itself.
void loopback(const Episode& episode) {
  sockaddr_in address{};
  const Descriptor listener(listen_on_loopback(address));
  const Descriptor sender(connect_to(address));
  const Descriptor receiver(accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC));
  limit_waiting(sender.number());
  limit_waiting(receiver.number());
  const std::vector<char> chunk(static_cast<std::size_t>(16 * 1024 * episode.intensity.size), 'n');
  std::thread reader([&] { receive_all(episode, receiver.number(), chunk.size()); });
  const auto send_chunk = [&] { send(sender.number(), chunk.data(), chunk.size(), MSG_NOSIGNAL); };
  run_paced(
      episode, [&] { return episode.intensity.level; }, send_chunk);
  reader.join();
}

/// Starts processes that end at once.
void fork_storm(const Episode& episode) {
  run_paced(
      episode, [&] { return episode.intensity.level; }, fork_and_wait);
}

/// Does nothing.
void idle(const Episode& episode) { rest_until(episode, episode.end); }

}  // namespace telemetry
