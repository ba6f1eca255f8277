#ifndef GATEWISE_TESTS_SUPPORT_HTTP_SERVER_HPP
#define GATEWISE_TESTS_SUPPORT_HTTP_SERVER_HPP

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace gatewise::tests {

/// What the server does with one request.
struct Answer {
  std::string body;
  int status = 200;                           ///< 200 becomes 206 where a range is asked for and served
  bool ranges = true;                         ///< false: sends the whole body whatever is asked
  std::size_t cut_after = std::string::npos;  ///< closes the connection after so many bytes of the body
  double stall_seconds = 0;                   ///< waits so long after the cut instead of closing at once
  double pause_seconds = 0;                   ///< before the answer
  std::string location = {};                  ///< of a redirect
  std::string content_range = {};             ///< said instead of the true one
  bool says_length = true;                    ///< false: the body's end is the connection's
};

/// A server on 127.0.0.1 with a port of its own. Each connection is one request, answered by the test's rule.
class HttpServer {
 public:
  struct Request {
    std::string path;
    std::string range;  ///< the header's value; empty where there was none
    std::size_t count;  ///< requests before this one
  };
  using Rule = std::function<Answer(const Request&)>;

  explicit HttpServer(Rule rule) : rule_(std::move(rule)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
      throw std::runtime_error("cannot listen on 127.0.0.1");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer() {
    ends_ = true;
    acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
    ::close(listener_);
  }

  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }

  std::vector<Request> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  void accept_all() {
    while (!ends_) {
      pollfd waiting{listener_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection >= 0) connections_.emplace_back([this, connection] { serve(connection); });
    }
  }

  void serve(int connection) {
    const std::optional<Request> request = read_request(connection);
    if (request) send_answer(connection, *request, rule_(*request));
    ::close(connection);
  }

  std::optional<Request> read_request(int connection) {
    std::string head;
    char bytes[2048];
    while (head.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = ::recv(connection, bytes, sizeof(bytes), 0);
      if (got <= 0) return std::nullopt;
      head.append(bytes, static_cast<std::size_t>(got));
    }
    const std::size_t path = head.find(' ') + 1;
    Request request{head.substr(path, head.find(' ', path) - path), header(head, "\r\nRange: "), 0};
    const std::scoped_lock lock(mutex_);
    request.count = requests_.size();
    requests_.push_back(request);
    return request;
  }

  static std::string header(const std::string& head, const std::string& name) {
    const std::size_t at = head.find(name);
    if (at == std::string::npos) return "";
    return head.substr(at + name.size(), head.find("\r\n", at + 2) - at - name.size());
  }

  void send_answer(int connection, const Request& request, const Answer& answer) {
    wait(answer.pause_seconds);
    std::size_t from = 0;
    const bool partial = answer.ranges && answer.status == 200 && request.range.rfind("bytes=", 0) == 0;
    if (partial) from = std::stoul(request.range.substr(6));
    const int status = partial ? (from < answer.body.size() ? 206 : 416) : answer.status;
    const std::string body = status == 416 ? "" : answer.body.substr(from);
    std::string head = "HTTP/1.1 " + std::to_string(status) + " As Asked\r\nConnection: close\r\n";
    if (answer.says_length) head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    if (!answer.location.empty()) head += "Location: " + answer.location + "\r\n";
    if (status == 206) head += "Content-Range: " + range_of(answer, from) + "\r\n";
    send_all(connection, head + "\r\n" + body.substr(0, answer.cut_after));
    wait(answer.stall_seconds);
  }

  static std::string range_of(const Answer& answer, std::size_t from) {
    if (!answer.content_range.empty()) return answer.content_range;
    const std::string size = std::to_string(answer.body.size());
    return "bytes " + std::to_string(from) + "-" + std::to_string(answer.body.size() - 1) + "/" + size;
  }

  /// Ends early with the server.
  void wait(double seconds) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (!ends_ && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  static void send_all(int connection, const std::string& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t sent = ::send(connection, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
      if (sent <= 0) return;  // the client has gone
      done += static_cast<std::size_t>(sent);
    }
  }

  Rule rule_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> ends_ = false;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  std::vector<std::thread> connections_;  // touched by the acceptor alone until it has ended
  std::thread acceptor_;
};

}  // namespace gatewise::tests

#endif
