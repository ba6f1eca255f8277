// What is no regular file is refused by its name wherever a file is read: a pipe is waited for, a device never ends.
#include <fmt/format.h>
#include <sys/stat.h>

#include <functional>
#include <ostream>

#include "support/gatewise.hpp"

namespace gatewise::tests::hostile_irregular_files_test {
namespace {

/// Where a file is asked for: what is typed, with the file at `path` below the workplace.
struct Place {
  std::string name, path;
  std::vector<std::string> arguments;
};

void PrintTo(const Place& place, std::ostream* out) { *out << place.name; }

std::string description(const std::string& format, const std::string& path, const std::string& more) {
  return fmt::format(R"(id = "mine"
title = "mine"
licence = "CC0-1.0"
source = "made by a test"
task = "sequence-classification"
format = "{}"
[[file]]
path = "{}"
{}
)",
                     format, path, more);
}

const std::string columns = "[columns]\ngroup = \"g\"\nlabel = \"l\"\nfeatures = [\"x\"]";

std::vector<Place> places() {
  return {{"suite", "other.toml", {"plan", "other.toml"}},
          {"dataset_description", "datasets/odd.toml", {"data", "describe", "datasets/odd.toml"}},
          {"csv", "datasets/odd.csv", {"data", "describe", "datasets/mine.toml"}},
          {"npz", "datasets/odd.npz", {"data", "describe", "datasets/mine.toml"}},
          {"lengths", "lengths/odd.toml", {"plan", "small.toml", "--set", "workload.lengths=\"odd\""}},
          {"plugin", "odd.so", {"plan", "small.toml", "--plugin", "odd.so"}},
          {"checked_plugin", "odd.so", {"plugins", "check", "odd.so"}}};
}

/// A way in which a path leads to no regular file.
struct Oddity {
  std::string name;
  std::function<void(const std::filesystem::path&)> make;
};

std::vector<Oddity> oddities() {
  const auto link = [](const char* target) {
    return [target](const std::filesystem::path& path) { std::filesystem::create_symlink(target, path); };
  };
  return {{"pipe", [](const std::filesystem::path& path) { EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0); }},
          {"device", link("/dev/zero")},
          {"proc", link("/proc/self/maps")},
          {"folder", [](const std::filesystem::path& path) { std::filesystem::create_directories(path); }},
          {"loop", [](const std::filesystem::path& path) { std::filesystem::create_symlink(path, path); }}};
}

class IrregularFile : public ::testing::TestWithParam<Place> {};

TEST_P(IrregularFile, IsRefusedByItsNameAtOnce) {
  for (const Oddity& odd : oddities()) {
    SCOPED_TRACE(odd.name);
    const Workplace work;
    const bool numpy = GetParam().name == "npz";
    write(work / "datasets/mine.toml",
          numpy ? description("numpy", "odd.npz", "") : description("csv", "odd.csv", columns));
    write(work / "lengths/other.toml", "");
    odd.make(work / GetParam().path);
    Command command = work.command(GetParam().arguments);
    command.patience_seconds = 20;
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_THAT(outcome.err, ::testing::HasSubstr(std::filesystem::path(GetParam().path).filename().string() + ": "));
    EXPECT_THAT(outcome.err, ::testing::Not(::testing::HasSubstr("filesystem error")));
  }
}

INSTANTIATE_TEST_SUITE_P(Places, IrregularFile, ::testing::ValuesIn(places()),
                         [](const auto& place) { return place.param.name; });

}  // namespace
}  // namespace gatewise::tests::hostile_irregular_files_test
