#include "data/files/locate.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <cmath>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "support/files.hpp"
#include "support/http_server.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_locate_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

const std::string bytes = "what it is";
const std::string unreachable = "http://127.0.0.1:1/file";

class Locate : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { ::setenv("no_proxy", "127.0.0.1", 1); }

  Locate() {
    description_.id = "x";
    description_.file = folder_ / "suites/x.toml";
    description_.files = {{"x/file", bytes.size(), sha256(bytes), unreachable}};
    source_.cache = folder_ / "cache";
    source_.limits = {1, 2, 1, 0.01};
  }
  LocatedFile locate() const { return locate_file(description_, description_.files[0], source_, nullptr); }
  void use_mirror() {
    source_.mirror = folder_ / "mirror";
    std::filesystem::create_directories(source_.mirror);
  }

  const tests::TemporaryFolder folder_;
  const std::filesystem::path bundled_ = folder_ / "suites/x/file";
  const std::filesystem::path cached_ = folder_ / "cache/datasets/x/file";
  const std::filesystem::path mirrored_ = folder_ / "mirror/x/file";
  DatasetDescription description_;
  DataSource source_;
};

TEST_F(Locate, ABundledFileComesBeforeTheCacheAndTheCacheBeforeTheMirror) {
  use_mirror();
  tests::write(mirrored_, bytes);
  EXPECT_EQ(locate().path, mirrored_);
  EXPECT_EQ(locate().origin, FileOrigin::mirror);
  tests::write(cached_, bytes);
  EXPECT_EQ(locate().path, cached_);
  EXPECT_EQ(locate().origin, FileOrigin::cache);
  tests::write(bundled_, bytes);
  EXPECT_EQ(locate().path, bundled_);
  EXPECT_EQ(locate().origin, FileOrigin::bundled);
}

TEST_F(Locate, AMirrorIsUsedInPlace) {
  use_mirror();
  tests::write(mirrored_, bytes);
  const auto before = tests::snapshot(folder_.path());
  locate();
  EXPECT_EQ(tests::changes(before, folder_.path()), "");
}

TEST_F(Locate, WhatIsNowhereIsDownloadedIntoTheCache) {
  const tests::HttpServer server([](const auto&) { return tests::Answer{bytes}; });
  description_.files[0].url = server.url("/file");
  use_mirror();
  EXPECT_EQ(locate().path, cached_);
  EXPECT_EQ(tests::bytes_of(cached_), bytes);
  EXPECT_EQ(locate().origin, FileOrigin::cache) << "the second time it is there";
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(Locate, ProgressIsOverTheBytesOfAllFiles) {
  const tests::HttpServer server([](const auto&) { return tests::Answer{bytes}; });
  description_.files = {{"x/here", bytes.size(), sha256(bytes), ""},
                        {"x/one", bytes.size(), sha256(bytes), server.url("/one")},
                        {"x/two", bytes.size(), sha256(bytes), server.url("/two")}};
  tests::write(folder_ / "suites/x/here", bytes);
  std::vector<std::string> said;
  const std::vector<LocatedFile> files =
      locate_files(description_, source_, [&](double done, double total, const std::string& what) {
        said.push_back(std::to_string(std::lround(done)) + " of " + std::to_string(std::lround(total)) + " " + what);
      });
  EXPECT_THAT(said, ElementsAre("20 of 30 x/one", "30 of 30 x/two"));
  EXPECT_THAT(paths_of(files), ElementsAre(folder_ / "suites/x/here", folder_ / "cache/datasets/x/one",
                                           folder_ / "cache/datasets/x/two"));
}

TEST_F(Locate, WrongBytesAreRefusedInEveryPlaceAndNotPassedOver) {
  use_mirror();
  const std::string wrong = "what it iz";
  const auto refused = [&](const std::filesystem::path& place, const std::string& remedy) {
    tests::write(place, wrong);
    EXPECT_THAT([&] { locate(); }, ThrowsMessage<InputError>(AllOf(
                                       StartsWith(place.string() + ": wrong bytes: found sha256 " + sha256(wrong) +
                                                  " in 10 bytes, expected " + sha256(bytes) + " in 10 bytes; "),
                                       HasSubstr(remedy))));
  };
  refused(mirrored_, "correct the mirror");
  refused(cached_, "delete it, and it is fetched again");
  refused(bundled_, "restore the file");
}

TEST_F(Locate, AnotherSizeIsRefusedThoughTheDigestFits) {
  tests::write(bundled_, bytes);
  description_.files[0].bytes += 1;
  EXPECT_THAT([&] { locate(); },
              ThrowsMessage<InputError>(HasSubstr("in 10 bytes, expected " + sha256(bytes) + " in 11 bytes")));
  description_.files[0].bytes = 0;
  EXPECT_EQ(locate().path, bundled_) << "a description without a size is checked by digest alone";
}

TEST_F(Locate, WithoutANetworkItSaysWhereTheFileGoesAndHowToNameAMirror) {
  EXPECT_THAT([&] { locate(); },
              ThrowsMessage<InputError>(AllOf(StartsWith(unreachable + ": cannot be downloaded"),
                                              HasSubstr("put the file at " + cached_.string()),
                                              HasSubstr("a folder that holds x/file with --mirror DIR or "
                                                        "GATEWISE_DATA_MIRROR"))));
}

TEST_F(Locate, AMirrorThatLacksTheFileIsNamed) {
  use_mirror();
  EXPECT_THAT([&] { locate(); },
              ThrowsMessage<InputError>(HasSubstr("(the mirror " + source_.mirror.string() + " lacks it)")));
}

TEST_F(Locate, AMirrorThatIsNoFolderIsRefused) {
  source_.mirror = folder_ / "nowhere";
  EXPECT_THAT([&] { locate(); },
              ThrowsMessage<InputError>(source_.mirror.string() +
                                        ": the mirror is no folder; correct --mirror or GATEWISE_DATA_MIRROR"));
}

TEST_F(Locate, AFileWithoutAUrlIsMissingWhereItIsNotBundled) {
  description_.files[0].url.clear();
  EXPECT_THAT([&] { locate(); },
              ThrowsMessage<InputError>(bundled_.string() + ": missing; dataset 'x' needs it (described in " +
                                        description_.file.string() + ")"));
}

TEST_F(Locate, DownloadsNothingWhereItMayNot) {
  source_.downloads = false;
  EXPECT_THAT([&] { locate(); }, ThrowsMessage<InputError>(AllOf(StartsWith("x/file: not downloaded yet; "),
                                                                 HasSubstr("`gatewise data fetch x`"))));
}

TEST_F(Locate, ACacheThatCannotBeWrittenIsNamed) {
  tests::write(folder_ / "cache", "a file where the folder should be");
  EXPECT_THAT([&] { locate(); }, ThrowsMessage<InputError>(AllOf(StartsWith(cached_.string() + ": cannot be written"),
                                                                 HasSubstr("GATEWISE_CACHE"))));
}

/// The environment as it was, at the end of the test.
class Cache : public ::testing::Test {
 protected:
  static void set(const char* name, const char* value) {
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  Cache() {
    for (const char* name : names_) {
      const char* value = ::getenv(name);
      before_.emplace_back(name, value == nullptr ? std::nullopt : std::optional<std::string>(value));
      set(name, nullptr);
    }
  }
  ~Cache() override {
    for (const auto& [name, value] : before_) set(name, value ? value->c_str() : nullptr);
  }

  static constexpr const char* names_[] = {"GATEWISE_CACHE", "XDG_CACHE_HOME", "HOME"};
  std::vector<std::pair<const char*, std::optional<std::string>>> before_;
};

TEST_F(Cache, IsNamedByTheFirstVariableThatIsSet) {
  EXPECT_EQ(default_cache(), "");
  set("HOME", "/home/a");
  EXPECT_EQ(default_cache(), "/home/a/.cache/gatewise");
  set("XDG_CACHE_HOME", "/var/c");
  EXPECT_EQ(default_cache(), "/var/c/gatewise");
  set("XDG_CACHE_HOME", "relative");
  EXPECT_EQ(default_cache(), "/home/a/.cache/gatewise") << "the specification has relative paths ignored";
  set("GATEWISE_CACHE", "/g");
  EXPECT_EQ(default_cache(), "/g");
}

}  // namespace
}  // namespace gatewise::data_locate_test
