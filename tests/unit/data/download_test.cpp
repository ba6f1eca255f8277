#include "data/files/download.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "base/sha256.hpp"
#include "support/files.hpp"
#include "support/http_server.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_download_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;
using tests::Answer;
using tests::HttpServer;

/// Bytes without a period that a wrong offset could hide behind.
std::string bytes_of_size(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>((i * i + i / 251) % 256);
  return bytes;
}

class Download : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { ::setenv("no_proxy", "127.0.0.1", 1); }

  DataFile file_at(const HttpServer& server, const std::string& path = "/file") const {
    return {"x/file", body_.size(), sha256(body_), server.url(path)};
  }
  void fetch(const DataFile& file) const { download(file, target_, limits_, nullptr); }
  std::vector<std::string> ranges_of(const HttpServer& server) const {
    std::vector<std::string> ranges;
    for (const HttpServer::Request& request : server.requests()) ranges.push_back(request.range);
    return ranges;
  }
  bool nothing_is_kept() const { return !std::filesystem::exists(target_) && !std::filesystem::exists(part_); }

  const tests::TemporaryFolder folder_;
  const std::filesystem::path target_ = folder_ / "x" / "file";
  const std::filesystem::path part_ = target_.string() + ".part";
  const std::string body_ = bytes_of_size(100'000);
  DownloadLimits limits_{0.5, 2, 3, 0.01};
};

TEST_F(Download, BringsTheFileAndLeavesNothingElse) {
  const HttpServer server([&](const auto&) { return Answer{body_}; });
  fetch(file_at(server));
  EXPECT_EQ(tests::bytes_of(target_), body_);
  EXPECT_FALSE(std::filesystem::exists(part_));
  EXPECT_THAT(ranges_of(server), ElementsAre(""));
}

TEST_F(Download, SaysHowFarItIs) {
  const HttpServer server([&](const auto&) { return Answer{body_}; });
  std::vector<std::uint64_t> done;
  download(file_at(server), target_, limits_, [&](std::uint64_t bytes, std::uint64_t total) {
    EXPECT_EQ(total, body_.size());
    done.push_back(bytes);
  });
  ASSERT_FALSE(done.empty());
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
  EXPECT_EQ(done.back(), body_.size());
}

TEST_F(Download, GoesOnWhereTheConnectionBroke) {
  const HttpServer server([&](const HttpServer::Request& request) {
    Answer answer{body_};
    if (request.count < 2) answer.cut_after = 30'000;
    return answer;
  });
  fetch(file_at(server));
  EXPECT_EQ(tests::bytes_of(target_), body_);
  EXPECT_THAT(ranges_of(server), ElementsAre("", "bytes=30000-", "bytes=60000-"));
}

TEST_F(Download, GoesOnWhereAnEarlierRunStopped) {
  tests::write(part_, body_.substr(0, 77'777));
  const HttpServer server([&](const auto&) { return Answer{body_}; });
  fetch(file_at(server));
  EXPECT_EQ(tests::bytes_of(target_), body_);
  EXPECT_THAT(ranges_of(server), ElementsAre("bytes=77777-"));
}

TEST_F(Download, TakesTheWholeFileFromAServerWithoutRanges) {
  tests::write(part_, body_.substr(0, 500));
  const HttpServer server([&](const auto&) {
    Answer answer{body_};
    answer.ranges = false;
    return answer;
  });
  fetch(file_at(server));
  EXPECT_EQ(tests::bytes_of(target_), body_);
}

TEST_F(Download, AWholePartNeedsNoServer) {
  tests::write(part_, body_);
  fetch({"x/file", body_.size(), sha256(body_), "http://127.0.0.1:1/file"});
  EXPECT_EQ(tests::bytes_of(target_), body_);
}

TEST_F(Download, APartOfAnotherFileIsFetchedAnew) {
  tests::write(part_, std::string(40'000, 'x'));
  const HttpServer server([&](const auto&) { return Answer{body_}; });
  fetch(file_at(server));
  EXPECT_EQ(tests::bytes_of(target_), body_);
  EXPECT_THAT(ranges_of(server), ElementsAre("bytes=40000-", ""));
}

TEST_F(Download, APartLongerThanTheFileIsFetchedAnew) {
  tests::write(part_, body_ + "more");
  const HttpServer server([&](const auto&) { return Answer{body_}; });
  fetch(file_at(server));
  EXPECT_EQ(tests::bytes_of(target_), body_);
}

TEST_F(Download, APartThatTheServerCallsTooLongIsFetchedAnew) {
  tests::write(part_, body_.substr(0, 500));
  const HttpServer server([&](const HttpServer::Request& request) {
    return request.range.empty() ? Answer{body_} : Answer{"", 416};
  });
  fetch(file_at(server));
  EXPECT_EQ(tests::bytes_of(target_), body_);
}

TEST_F(Download, ARangeThatWasNotAskedForIsRefused) {
  tests::write(part_, body_.substr(0, 500));
  const HttpServer server([&](const auto&) {
    Answer answer{body_};
    answer.content_range = "bytes 400-99999/100000";
    return answer;
  });
  EXPECT_THAT([&] { fetch(file_at(server)); },
              ThrowsMessage<DownloadError>(HasSubstr("asked for bytes from 500, and sends 'bytes 400-99999/100000'")));
  EXPECT_TRUE(nothing_is_kept());
}

TEST_F(Download, WrongBytesAreRefusedWithBothDigestsAndNothingIsKept) {
  std::string wrong = body_;
  wrong[50'000] = static_cast<char>(wrong[50'000] + 1);
  const HttpServer server([&](const auto&) { return Answer{wrong}; });
  const DataFile file = file_at(server);
  EXPECT_THAT([&] { fetch(file); },
              ThrowsMessage<DownloadError>(AllOf(StartsWith(file.url + ": cannot be downloaded: wrong bytes: "),
                                                 HasSubstr(sha256(wrong)), HasSubstr(sha256(body_)))));
  EXPECT_TRUE(nothing_is_kept());
}

TEST_F(Download, AServerThatSendsMoreThanAnnouncedIsCutOff) {
  for (const bool says_length : {true, false}) {
    const HttpServer server([&](const auto&) {
      Answer answer{body_ + "more"};
      answer.says_length = says_length;
      return answer;
    });
    EXPECT_THAT([&] { fetch(file_at(server)); },
                ThrowsMessage<DownloadError>(HasSubstr("sends more than the 100000 bytes expected")));
    EXPECT_TRUE(nothing_is_kept());
  }
}

TEST_F(Download, AServerThatSendsLessIsRefused) {
  const HttpServer server([&](const auto&) { return Answer{body_.substr(0, 99'999)}; });
  EXPECT_THAT(
      [&] { fetch(file_at(server)); },
      ThrowsMessage<DownloadError>(HasSubstr("in 99999 bytes, expected " + sha256(body_) + " in 100000 bytes")));
  EXPECT_TRUE(nothing_is_kept());
}

TEST_F(Download, AMissingFileIsNotAskedForAgain) {
  const HttpServer server([&](const auto&) { return Answer{"gone", 404}; });
  const DataFile file = file_at(server);
  EXPECT_THAT([&] { fetch(file); }, ThrowsMessage<DownloadError>(AllOf(StartsWith(file.url), HasSubstr("404"))));
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(Download, ABusyServerIsAskedAgain) {
  const HttpServer server([&](const HttpServer::Request& request) {
    return request.count == 0 ? Answer{"busy", 503} : Answer{body_};
  });
  fetch(file_at(server));
  EXPECT_EQ(tests::bytes_of(target_), body_);
}

TEST_F(Download, AttemptsEnd) {
  const HttpServer server([&](const auto&) { return Answer{"busy", 503}; });
  EXPECT_THAT([&] { fetch(file_at(server)); }, ThrowsMessage<DownloadError>(HasSubstr("503")));
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(Download, ARedirectIsFollowed) {
  const HttpServer server([&](const HttpServer::Request& request) {
    if (request.path == "/there") return Answer{body_};
    Answer answer{"", 302};
    answer.location = "/there";
    return answer;
  });
  fetch(file_at(server));
  EXPECT_EQ(tests::bytes_of(target_), body_);
}

TEST_F(Download, ARedirectToAFileOfThisMachineIsRefused) {
  const std::filesystem::path secret = tests::write(folder_ / "secret", body_);
  const HttpServer server([&](const auto&) {
    Answer answer{"", 302};
    answer.location = "file://" + secret.string();
    return answer;
  });
  EXPECT_THROW(fetch(file_at(server)), DownloadError);
  EXPECT_FALSE(std::filesystem::exists(target_));
}

TEST_F(Download, RedirectsInACircleEnd) {
  const HttpServer server([&](const auto&) {
    Answer answer{"", 302};
    answer.location = "/file";
    return answer;
  });
  EXPECT_THROW(fetch(file_at(server)), DownloadError);
  EXPECT_LE(server.requests().size(), 11U);
}

TEST_F(Download, AStallIsEndedAndWhatHasArrivedIsKept) {
  const HttpServer server([&](const auto&) {
    Answer answer{body_};
    answer.cut_after = 20'000;
    answer.stall_seconds = 60;
    return answer;
  });
  limits_.attempts = 1;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(
      [&] { fetch(file_at(server)); },
      ThrowsMessage<DownloadError>(AllOf(HasSubstr("stalled for 0.5 s"), HasSubstr("20000 of 100000 bytes are kept"))));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30)) << "it waited for the server";
  EXPECT_EQ(tests::bytes_of(part_), body_.substr(0, 20'000));
  EXPECT_FALSE(std::filesystem::exists(target_));
}

TEST_F(Download, AStallIsTriedAgainFromWhereItStalled) {
  const HttpServer server([&](const HttpServer::Request& request) {
    Answer answer{body_};
    if (request.count > 0) return answer;
    answer.cut_after = 20'000;
    answer.stall_seconds = 60;
    return answer;
  });
  fetch(file_at(server));
  EXPECT_THAT(ranges_of(server), ElementsAre("", "bytes=20000-"));
}

TEST_F(Download, AServerThatNeverAnswersIsGivenUp) {
  const HttpServer server([&](const auto&) {
    Answer answer{body_};
    answer.pause_seconds = 60;
    return answer;
  });
  EXPECT_THAT([&] { fetch(file_at(server)); }, ThrowsMessage<DownloadError>(HasSubstr("stalled for 0.5 s")));
}

TEST_F(Download, NobodyThereIsSaidAtOnce) {
  EXPECT_THAT(
      [&] {
        fetch({"x/file", 10, "ab", "http://127.0.0.1:1/file"});
      },
      ThrowsMessage<DownloadError>(
          AllOf(StartsWith("http://127.0.0.1:1/file: cannot be downloaded: "), HasSubstr("attempt 1"))));
  EXPECT_TRUE(nothing_is_kept());
}

TEST_F(Download, TwoAtOnceShareOneDownload) {
  const HttpServer server([&](const auto&) {
    Answer answer{body_};
    answer.pause_seconds = 0.2;
    return answer;
  });
  std::thread other([&] { fetch(file_at(server)); });
  fetch(file_at(server));
  other.join();
  EXPECT_EQ(tests::bytes_of(target_), body_);
  EXPECT_FALSE(std::filesystem::exists(part_));
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(Download, WhoWaitedForADownloadThatWasRefusedTriesForItself) {
  const HttpServer server([&](const HttpServer::Request& request) {
    Answer answer{request.count == 0 ? std::string(body_.size(), 'x') : body_};
    answer.pause_seconds = 0.2;
    return answer;
  });
  int refused = 0;
  const auto try_it = [&] {
    try {
      fetch(file_at(server));
      return 0;
    } catch (const DownloadError&) {
      return 1;
    }
  };
  std::thread other([&] { refused = try_it(); });
  const int mine = try_it();
  other.join();
  EXPECT_EQ(mine + refused, 1);
  EXPECT_EQ(tests::bytes_of(target_), body_);
}

TEST_F(Download, TheFileIsNeverSeenInPart) {
  const HttpServer server([&](const HttpServer::Request& request) {
    Answer answer{body_};
    if (request.count == 0) answer.cut_after = 30'000;
    return answer;
  });
  download(file_at(server), target_, limits_,
           [&](std::uint64_t, std::uint64_t) { EXPECT_FALSE(std::filesystem::exists(target_)); });
  EXPECT_EQ(tests::bytes_of(target_), body_);
}

}  // namespace
}  // namespace gatewise::data_download_test
