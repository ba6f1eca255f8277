// Descriptions, files and archives that ask for more than there is.
#include <fmt/format.h>
#include <zlib.h>

#include <chrono>
#include <ostream>

#include "support/gatewise.hpp"
#include "support/npy.hpp"

namespace gatewise::tests::hostile_datasets_test {
namespace {

/// A description and its files, and what the refusal must say.
struct Hostile {
  std::string name, keys;
  std::vector<std::string> says;
};

void PrintTo(const Hostile& hostile, std::ostream* out) { *out << hostile.name; }

std::string synthetic(const std::string& kind, const std::string& task, const std::string& more) {
  return fmt::format("task = \"{}\"\nformat = \"synthetic\"\n[synthetic]\nkind = \"{}\"\n{}\n", task, kind, more);
}

std::vector<Hostile> hostile_descriptions() {
  const std::string blocks =
      "task = \"sequence-classification\"\nformat = \"blocks\"\n"
      "[[file]]\npath = \"a.txt\"\nsplit = \"train\"\n[[file]]\npath = \"a.txt\"\nsplit = \"test\"\n";
  return {
      {"sequences",
       synthetic("adding", "sequence-regression", "length = 10000000\nsequences = { train = 100000000 }"),
       {"'synthetic.sequences'", "the most are 1000000000"}},
      {"symbols",
       synthetic("recall", "sequence-classification", "length = 10000000\nsymbols = 10000"),
       {"'synthetic.sequences'", "the most are 1000000000"}},
      {"per_class",
       blocks + "[blocks]\nper_class = { train = 4611686018427387904, test = 4 }\n",
       {"'blocks.per_class.train'", "4611686018427387904", "1000000000000"}},
      {"context",
       "task = \"forecasting\"\n[[file]]\npath = \"long.csv\"\n[columns]\nfeatures = [\"x\"]\n[forecast]\ntarget = "
       "\"x\"\ncontext = 40000\n",
       {"[forecast]", "values", "the most are 1000000000"}},
      {"gz",
       "task = \"sequence-classification\"\nformat = \"text\"\n[[file]]\npath = \"bomb.gz\"\n",
       {"bomb.gz:", "begins sequence 5000001", "5000000"}},
      {"comments",
       "task = \"token-labelling\"\nformat = \"conll\"\n[[file]]\npath = \"comments.gz\"\n[conll]\ncomment = \"#\"\n",
       {"comments.gz: unpacks to more than", "the most are 100 times"}},
      {"npy",
       "task = \"sequence-classification\"\nformat = \"numpy\"\n[[file]]\npath = \"bomb.npy\"\nrole = "
       "\"x\"\n[[file]]\npath "
       "= \"y.npy\"\nrole = \"y\"\n",
       {"bomb.npy", "unpacks to more than", "100"}}};
}

/// Hundreds of megabytes of one line again and again, gz-compressed.
void write_bomb(const std::filesystem::path& path, const std::string& head, const std::string& line,
                std::size_t bytes) {
  std::filesystem::create_directories(path.parent_path());
  gzFile file = gzopen(path.c_str(), "wb1");
  gzwrite(file, head.data(), static_cast<unsigned>(head.size()));
  std::string block;
  while (block.size() < std::size_t{1} << 20) block += line;
  for (std::size_t written = 0; written < bytes; written += block.size())
    gzwrite(file, block.data(), static_cast<unsigned>(block.size()));
  gzclose(file);
}

constexpr std::size_t bomb_bytes = std::size_t{400} << 20;

void write_file_of(const std::string& name, const Workplace& work) {
  if (name == "gz") write_bomb(work / "datasets/bomb.gz", "", "a\tb\n", bomb_bytes);
  if (name == "comments")
    write_bomb(work / "datasets/comments.gz", "", "#" + std::string(1000, ' ') + "\n", bomb_bytes);
  if (name == "npy") {
    write(work / "datasets/y.npy", npy<char>("|u1", "(1,)", {1}));
    std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 419430400, 1), }";
    header.resize(117, ' ');
    const std::string head = std::string("\x93NUMPY\x01\0v\0", 10) + header + "\n";
    write_bomb(work / "datasets/bomb.npy", head, std::string(1 << 10, '\0'), bomb_bytes);
  }
  if (name == "context") {
    std::string rows = "x\n";
    for (int row = 0; row < 100'000; ++row) rows += std::to_string(row % 7) + "\n";
    write(work / "datasets/long.csv", rows);
  }
  write(work / "datasets/a.txt", "1 2\n\n3 4\n");
}

class HostileDescription : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileDescription, IsRefusedWithItsNumberAndItsLimit) {
  const Workplace work;
  write_file_of(GetParam().name, work);
  write(work / "datasets/mine.toml",
        "id = \"mine\"\ntitle = \"mine\"\nlicence = \"CC0-1.0\"\nsource = \"test\"\n" + GetParam().keys);
  const auto begin = std::chrono::steady_clock::now();
  expect_input_error(work.run({"data", "describe", "datasets/mine.toml"}), GetParam().says);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(spent.count(), sanitized ? 200 : 20);
}

INSTANTIATE_TEST_SUITE_P(Descriptions, HostileDescription, ::testing::ValuesIn(hostile_descriptions()),
                         [](const auto& hostile) { return hostile.param.name; });

TEST(ManyFiles, AreReadInTimeThatGrowsWithTheirNumber) {
  const Workplace work;
  std::string files;
  for (int i = 0; i < 20'000; ++i) {
    const std::string name = fmt::format("f{}.txt", i);
    files += fmt::format("[[file]]\npath = \"{}\"\nlabel = \"class {}\"\n", name, i % 2);
    write(work / "datasets" / name, fmt::format("{} 2\n", i % 2));
  }
  write(work / "datasets/mine.toml",
        "id = \"mine\"\ntitle = \"mine\"\nlicence = \"CC0-1.0\"\nsource = \"test\"\nformat = \"blocks\"\n" + files);
  Command command = work.command({"data", "describe", "datasets/mine.toml"});
  command.patience_seconds = sanitized ? 200 : 20;
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST(ManyClasses, AreRefusedByTheirNumber) {
  const Workplace work;
  std::string rows = "g,l,x\n";
  for (int i = 0; i < 200'000; ++i) rows += fmt::format("{},c{},{}\n", i, i / 2, i % 5);
  write(work / "datasets/mine.csv", rows);
  write(work / "datasets/mine.toml",
        "id = \"mine\"\ntitle = \"mine\"\nlicence = \"CC0-1.0\"\nsource = \"test\"\n[[file]]\npath = "
        "\"mine.csv\"\n[columns]\ngroup = \"g\"\nlabel = \"l\"\nfeatures = [\"x\"]\n");
  expect_input_error(work.run({"data", "describe", "datasets/mine.toml"}), {"mine.toml: ", "100000 values", "10000"});
}

}  // namespace
}  // namespace gatewise::tests::hostile_datasets_test
