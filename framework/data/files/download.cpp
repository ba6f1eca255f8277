#include "data/files/download.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <thread>

#include "base/sha256.hpp"
#include "data/files/part_file.hpp"

namespace gatewise {
namespace {

constexpr double slowest_bytes_per_second = 100;
constexpr long most_redirects = 10;

[[noreturn]] void fail_download(const DataFile& file, const std::string& reason) {
  throw DownloadError(fmt::format("{}: cannot be downloaded: {}", file.url, reason));
}

struct CurlCleanup {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
using Curl = std::unique_ptr<CURL, CurlCleanup>;

Curl make_curl() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  Curl curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
  if (!curl) throw std::runtime_error("libcurl cannot be initialised");
  return curl;
}

/// Ends what has become too slow, window by window. libcurl's own limit smooths the speed over seconds, and so notices
/// a stall that follows a fast beginning late.
class StallWatch {
 public:
  explicit StallWatch(double seconds) : seconds_(seconds), begin_(Clock::now()) {}

  void arrived(std::size_t bytes) { bytes_ += static_cast<double>(bytes); }

  bool stalls() {
    const double passed = std::chrono::duration<double>(Clock::now() - begin_).count();
    if (passed < seconds_) return false;
    const bool slow = bytes_ < slowest_bytes_per_second * passed;
    begin_ = Clock::now();
    bytes_ = 0;
    return slow;
  }

 private:
  using Clock = std::chrono::steady_clock;
  double seconds_;
  Clock::time_point begin_;
  double bytes_ = 0;
};

/// How one attempt ended.
struct Ending {
  CURLcode code = CURLE_OK;
  long status = 0;        ///< of HTTP
  bool received = false;  ///< at least one byte
  std::string reason;
};

/// One request, whose bytes go behind what the part holds.
class Attempt {
 public:
  Attempt(const DataFile& file, PartFile& part, const DownloadLimits& limits, const DownloadProgress& progress)
      : file_(file),
        part_(part),
        limits_(limits),
        progress_(progress),
        curl_(make_curl()),
        asked_from_(part.size()),
        watch_(limits.stall_seconds) {
    set_address();
    set_limits();
    curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, &Attempt::receive);
    curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, this);
    curl_easy_setopt(curl_.get(), CURLOPT_ERRORBUFFER, error_);
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  Ending perform() {
    Ending ending;
    ending.code = curl_easy_perform(curl_.get());
    if (failure_) std::rethrow_exception(failure_);
    curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &ending.status);
    ending.received = begun_;
    ending.reason = reason_for(ending.code);
    return ending;
  }

 private:
  std::string reason_for(CURLcode code) const {
    if (code == CURLE_ABORTED_BY_CALLBACK) return fmt::format("it stalled for {} s", limits_.stall_seconds);
    return error_[0] != '\0' ? error_ : curl_easy_strerror(code);
  }

  void set_address() {
    CURL* curl = curl_.get();
    curl_easy_setopt(curl, CURLOPT_URL, file_.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, most_redirects);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    // A plain range instead of libcurl's own resuming, which ends in an error where the server sends the whole file.
    if (asked_from_ > 0) curl_easy_setopt(curl, CURLOPT_RANGE, fmt::format("{}-", asked_from_).c_str());
  }

  void set_limits() {
    CURL* curl = curl_.get();
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, limits_.connect_seconds);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Attempt::watch);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
  }

  /// libcurl's callback, at least once a second. Not 0: end.
  static int watch(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Attempt*>(self)->watch_.stalls() ? 1 : 0;
  }

  /// libcurl's callback: an exception must not pass through C.
  static std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& attempt = *static_cast<Attempt*>(self);
    try {
      attempt.take({bytes, size * count});
      return size * count;
    } catch (...) {
      attempt.failure_ = std::current_exception();
      return 0;
    }
  }

  void take(std::string_view bytes) {
    if (!begun_ && !goes_on()) part_.restart();
    begun_ = true;
    if (part_.size() + bytes.size() > file_.bytes) {
      part_.discard();
      fail_download(
          file_, fmt::format("wrong size: the server sends more than the {} bytes expected; the file there is another "
                             "one than the description's",
                             file_.bytes));
    }
    part_.append(bytes);
    watch_.arrived(bytes.size());
    if (progress_) progress_(part_.size(), file_.bytes);
  }

  /// Whether the server sends what follows the part, rather than the whole file.
  bool goes_on() const {
    long status = 0;
    curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_header* range = nullptr;
    if (status != 206 || curl_easy_header(curl_.get(), "Content-Range", 0, CURLH_HEADER, -1, &range) != CURLHE_OK)
      return false;
    if (std::string_view(range->value).starts_with(fmt::format("bytes {}-", asked_from_))) return true;
    part_.discard();
    fail_download(file_, fmt::format("the server was asked for bytes from {}, and sends '{}'; try again", asked_from_,
                                     range->value));
  }

  const DataFile& file_;
  PartFile& part_;
  const DownloadLimits& limits_;
  const DownloadProgress& progress_;
  Curl curl_;
  std::uint64_t asked_from_;
  StallWatch watch_;
  bool begun_ = false;
  char error_[CURL_ERROR_SIZE] = {};
  std::exception_ptr failure_;
};

bool is_transient(const Ending& ending) {
  switch (ending.code) {
    case CURLE_HTTP_RETURNED_ERROR:
      return ending.status >= 500 || ending.status == 408 || ending.status == 429;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    case CURLE_ABORTED_BY_CALLBACK:
      return ending.received;  // that nobody answers will not change within seconds
    default:
      return false;
  }
}

/// The part can't be gone on with: it is longer than the file, or the server says that it is.
bool is_beyond(const Ending& ending) { return ending.code == CURLE_HTTP_RETURNED_ERROR && ending.status == 416; }

void receive_all(const DataFile& file, PartFile& part, const DownloadLimits& limits, const DownloadProgress& progress) {
  double pause_seconds = limits.first_pause_seconds;
  for (int attempt = 1;; ++attempt) {
    const Ending ending = Attempt(file, part, limits, progress).perform();
    if (ending.code == CURLE_OK) return;
    if (is_beyond(ending)) part.restart();
    if (attempt >= limits.attempts || !(is_transient(ending) || is_beyond(ending)))
      fail_download(file, fmt::format("{} (attempt {}, {} of {} bytes are kept)", ending.reason, attempt, part.size(),
                                      file.bytes));
    std::this_thread::sleep_for(std::chrono::duration<double>(pause_seconds));
    pause_seconds *= 2;
  }
}

bool is_right(const DataFile& file, const PartFile& part) {
  return part.size() == file.bytes && sha256_of_file(part.path()) == file.sha256;
}

[[noreturn]] void refuse_received(const DataFile& file, PartFile& part) {
  const std::string found = sha256_of_file(part.path());
  const std::uint64_t size = part.size();
  part.discard();
  fail_download(file, fmt::format("wrong bytes: found sha256 {} in {} bytes, expected {} in {} bytes; nothing was kept",
                                  found, size, file.sha256, file.bytes));
}

}  // namespace

void download(const DataFile& file, const std::filesystem::path& target, const DownloadLimits& limits,
              const DownloadProgress& progress) {
  std::filesystem::create_directories(target.parent_path());
  PartFile part(target);
  if (std::filesystem::exists(target)) {  // another process was faster
    part.discard();
    return;
  }
  const bool goes_on = part.size() > 0;
  if (part.size() < file.bytes) receive_all(file, part, limits, progress);
  if (goes_on && !is_right(file, part)) {  // what an earlier run left may have been another file's beginning
    part.restart();
    receive_all(file, part, limits, progress);
  }
  if (!is_right(file, part)) refuse_received(file, part);
  part.keep();
}

}  // namespace gatewise
