// What libraries say in their exceptions reaches nobody: a message names the file and what to do.
#include <functional>
#include <ostream>

#include "support/gatewise.hpp"

namespace gatewise::tests::hostile_library_text_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// What is amiss in a workplace, what is typed, and the file that the answer must name.
struct Amiss {
  std::string name;
  std::function<void(const Workplace&)> make;
  std::vector<std::string> arguments;
  std::string file;
};

void PrintTo(const Amiss& amiss, std::ostream* out) { *out << amiss.name; }

void describe(const Workplace& work, const std::string& format, const std::string& file, const std::string& bytes) {
  write(work / "datasets" / file, bytes);
  write(work / "datasets/mine.toml",
        "id = \"mine\"\ntitle = \"mine\"\nlicence = \"CC0-1.0\"\nsource = \"test\"\nformat = \"" + format +
            "\"\n[[file]]\npath = \"" + file + "\"\n" +
            (format == "csv" ? "[columns]\ngroup = \"g\"\nlabel = \"l\"\nfeatures = [\"x\"]\n" : ""));
}

void loop(const std::filesystem::path& path) {
  std::filesystem::create_directories(path.parent_path());
  std::filesystem::create_symlink(path.filename(), path);
}

std::vector<Amiss> amiss() {
  const std::vector<std::string> describe_it{"data", "describe", "datasets/mine.toml"};
  return {{"gz", [](const Workplace& work) { describe(work, "csv", "a.csv", "\x1f\x8b\x08" + std::string(40, 'x')); },
           describe_it, "a.csv"},
          {"npz", [](const Workplace& work) { describe(work, "numpy", "a.npz", "PK\x03\x04" + std::string(40, 'x')); },
           describe_it, "a.npz"},
          {"run_in_a_loop", [](const Workplace& work) { loop(work / "runs/loop"); }, {"report", "runs/loop"}, "loop"},
          {"run_below_a_loop", [](const Workplace& work) { loop(work / "runs/loop"); }, {"runs", "list", "runs"}, ""},
          {"suite_below_a_loop", [](const Workplace& work) { loop(work / "loop"); }, {"plan", "loop/a.toml"}, "a.toml"},
          {"output_below_a_loop",
           [](const Workplace& work) { loop(work / "loop"); },
           {"run", "small.toml", "--out", "loop/run"},
           "loop/run"},
          {"mirror_in_a_loop",
           [](const Workplace& work) { loop(work / "loop"); },
           {"plan", "small.toml", "--mirror", "loop"},
           "loop"},
          {"long_name", [](const Workplace&) {}, {"plan", std::string(5000, 'x')}, "xxx"},
          {"long_run", [](const Workplace&) {}, {"run", "small.toml", "--out", std::string(5000, 'x')}, "xxx"}};
}

class LibraryText : public ::testing::TestWithParam<Amiss> {};

TEST_P(LibraryText, StaysWithin) {
  const Workplace work;
  GetParam().make(work);
  const Outcome outcome = work.run(GetParam().arguments);
  const std::string said = outcome.out + outcome.err;
  EXPECT_TRUE(GetParam().file.empty() || outcome.exit_code == 1) << outcome.exit_code << said;
  EXPECT_THAT(said, HasSubstr(GetParam().file));
  for (const char* text : {"filesystem error", "json.exception", "boost::", "toml::", "std::", "Error in function",
                           "Zlib", "invalid code", "Not a zip archive"}) {
    EXPECT_THAT(said, Not(HasSubstr(text)));
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, LibraryText, ::testing::ValuesIn(amiss()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace gatewise::tests::hostile_library_text_test
