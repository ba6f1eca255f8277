// A dataset that no suite knows loads with a TOML alone: for each format the least that is needed.
#include <gmock/gmock.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/error.hpp"
#include "data/dataset.hpp"
#include "support/datasets.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_any_format_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::string little_endian(std::uint64_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}

/// A .npy file, format version 1.0, of float32 (f4) or int64 (i8).
template <class T>
std::string npy(const std::string& shape, const std::vector<T>& values) {
  constexpr bool is_float = std::is_same_v<T, float>;
  std::string header =
      std::string("{'descr': '") + (is_float ? "<f4" : "<i8") + "', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize((10 + header.size()) / 64 * 64 + 64 - 11, ' ');
  header += '\n';
  std::string bytes = "\x93NUMPY" + std::string("\1\0", 2) + little_endian(header.size(), 2) + header;
  for (const T value : values) {
    if constexpr (is_float) {
      bytes += little_endian(std::bit_cast<std::uint32_t>(value), 4);
    } else {
      bytes += little_endian(static_cast<std::uint64_t>(value), 8);
    }
  }
  return bytes;
}

class AnyFormat : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes) const { tests::write(folder_ / name, bytes); }
  void write_gz(const std::string& name, const std::string& bytes) const {
    const gzFile file = gzopen((folder_ / name).c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
  }
  Dataset load(const std::string& toml) const {
    write("mine.toml", "id = 'mine'\ntitle = 'Mine'\nlicence = 'none'\nsource = 'here'\n" + toml);
    return tests::load_beside(read_dataset_description(folder_ / "mine.toml"));
  }
  static std::string file(const std::string& path, const std::string& split, const std::string& more = "") {
    return "[[file]]\npath = '" + path + "'\n" + (split.empty() ? "" : "split = '" + split + "'\n") + more;
  }
  /// The number of sequences of train, validation and test.
  static std::vector<std::size_t> counts(const Dataset& dataset) {
    return {dataset.train.size(), dataset.validation.size(), dataset.test.size()};
  }
  /// A feature in its own unit.
  static double own(const Dataset& dataset, const Sequence& sequence, std::size_t step, std::size_t feature) {
    const auto width = static_cast<std::size_t>(dataset.feature_count);
    return sequence.features.at(step * width + feature) * dataset.feature_scale.at(feature) +
           dataset.feature_mean.at(feature);
  }

  const tests::TemporaryFolder folder_;
};

/// 20 sessions of two rows; the label is whether the first value is even.
std::string sessions() {
  std::string csv = "who,what,x,y\n";
  for (int i = 0; i < 20; ++i) {
    for (int row = 0; row < 2; ++row)
      csv += "s" + std::to_string(i) + "," + (i % 2 == 0 ? "even," : "odd,") + std::to_string(i) + "," +
             std::to_string(100 * row) + "\n";
  }
  return csv;
}

const std::string csv_columns = "[columns]\ngroup = 'who'\nlabel = 'what'\nfeatures = ['x', 'y']\n";

void expect_sessions(const Dataset& dataset, const std::vector<std::size_t>& counts, double value) {
  EXPECT_EQ(dataset.task, Task::sequence_classification);
  EXPECT_THAT(counts, ElementsAre(12, 3, 5));  // 15 % and 25 % of 20
  EXPECT_EQ(dataset.feature_count, 2);
  EXPECT_THAT(dataset.classes, ElementsAre("even", "odd"));
  EXPECT_EQ(dataset.outputs, 2);
  EXPECT_NEAR(value, 100, 1e-3);
}

TEST_F(AnyFormat, Csv) {
  write("mine.csv", sessions());
  const Dataset dataset = load(file("mine.csv", "") + csv_columns);
  expect_sessions(dataset, counts(dataset), own(dataset, dataset.test.at(0), 1, 1));
  const double first = own(dataset, dataset.test[0], 0, 0);
  EXPECT_EQ(dataset.test[0].labels.at(0), std::lround(first) % 2);
}

TEST_F(AnyFormat, CsvThroughGz) {
  write_gz("mine.csv.gz", sessions());
  const Dataset dataset = load(file("mine.csv.gz", "") + csv_columns);
  expect_sessions(dataset, counts(dataset), own(dataset, dataset.test.at(0), 1, 1));
}

TEST_F(AnyFormat, CsvOfStepsThatAreAskedForNumbers) {
  std::string csv = "x,u\n";
  for (int i = 0; i < 100; ++i) csv += std::to_string(i) + "," + std::to_string(3 * i) + "\n";
  write("mine.csv", csv);
  const Dataset dataset = load("task = 'step-regression'\n" + file("mine.csv", "") +
                               "[columns]\nfeatures = ['x']\ntargets = ['u']\n[split]\nby = 'time'\n");
  EXPECT_EQ(dataset.outputs, 1);
  EXPECT_THAT(lengths_of(dataset.train), ElementsAre(60));
  EXPECT_THAT(lengths_of(dataset.validation), ElementsAre(15));
  EXPECT_EQ(dataset.test.at(0).targets.at(24), 297);
  EXPECT_DOUBLE_EQ(dataset.target_mean.at(0), 3 * 29.5);
}

TEST_F(AnyFormat, WideCsv) {
  std::string csv = "id,V1,V2\n";
  for (int series = 0; series < 3; ++series) {
    csv += "W" + std::to_string(series);
    for (int i = 0; i < 12 + series; ++i) csv += "," + std::to_string(100 * series + i);
    csv += "\n";
  }
  write("mine.csv", csv);
  const Dataset dataset = load("task = 'forecasting'\nformat = 'wide-csv'\n" + file("mine.csv", "") +
                               "[forecast]\ncontext = 4\noutputs = 2\n");
  EXPECT_EQ(dataset.outputs, 2);
  EXPECT_EQ(dataset.feature_count, 1);
  EXPECT_THAT(counts(dataset), ElementsAre(3 + 4 + 5, 3, 3)) << "one window of each series in validation and test";
  EXPECT_THAT(dataset.test.at(1).targets, ElementsAre(111, 112));
  EXPECT_THAT(dataset.test[1].history, ElementsAre(107, 108, 109, 110));
  EXPECT_NEAR(own(dataset, dataset.test[1], 3, 0), 110, 1e-3);
}

TEST_F(AnyFormat, CsvOfDecimalCommas) {
  std::string csv = sessions();
  std::replace(csv.begin(), csv.end(), ',', ';');
  for (std::size_t at = csv.find('\n'); (at = csv.find('\n', at + 1)) != std::string::npos; at += 2)
    csv.insert(at, ",0");
  write("mine.csv", csv);
  const Dataset dataset = load("decimal = ','\n" + file("mine.csv", "") + csv_columns + "separator = 'semicolon'\n");
  expect_sessions(dataset, counts(dataset), own(dataset, dataset.test.at(0), 1, 1));
}

TEST_F(AnyFormat, ForecastsWithoutRoomForAWindowSayHowManyRowsOneNeeds) {
  write("mine.csv", "y\n1\n2\n3\n4\n5\n");
  EXPECT_THAT(
      [&] {
        load("task = 'forecasting'\n" + file("mine.csv", "") +
             "[columns]\nfeatures = ['y']\n[forecast]\ntarget = 'y'\ncontext = 3\nahead = 2\noutputs = 3\n");
      },
      ThrowsMessage<InputError>(
          HasSubstr("1 sequences, the longest of 5 steps, are parted by their steps; a window needs "
                    "4 rows for what it asks for, which lie in its split, behind a context of 3")));
}

TEST_F(AnyFormat, Parallel) {
  for (const std::string split : {"train", "validation", "test"}) {
    write(split + ".in", "play a song\nplay\n");
    write(split + ".out", "O O B-song\nO\n");
  }
  std::string files;
  for (const std::string split : {"train", "validation", "test"})
    files += file(split + ".in", split, "role = 'tokens'\n") + file(split + ".out", split, "role = 'tags'\n");
  const Dataset dataset = load("task = 'token-labelling'\nformat = 'parallel'\n" + files);
  EXPECT_THAT(counts(dataset), ElementsAre(2, 2, 2));
  EXPECT_EQ(dataset.vocabulary, 5);
  EXPECT_TRUE(dataset.entity_tags);
  EXPECT_THAT(dataset.test.at(0).tokens, ElementsAre(2, 3, 4));  // play twice, then by name
  EXPECT_THAT(dataset.test[0].labels, ElementsAre(1, 1, 0));
}

TEST_F(AnyFormat, ConllThroughGz) {
  std::string sentences;
  for (int i = 0; i < 20; ++i) sentences += "w" + std::to_string(i) + "\tO\nLondon\tB-place\n\n";
  write_gz("mine.conll.gz", sentences);
  const Dataset dataset = load("task = 'token-labelling'\nformat = 'conll'\n" + file("mine.conll.gz", ""));
  EXPECT_THAT(counts(dataset), ElementsAre(12, 3, 5));
  EXPECT_EQ(dataset.vocabulary, 2 + 1 + 12);
  EXPECT_EQ(dataset.words.at(2), "London");
  EXPECT_THAT(dataset.test.at(0).tokens, ElementsAre(0, 2)) << "a word that train lacks, and one that it has";
  EXPECT_THAT(dataset.classes, ElementsAre("B-place", "O"));
}

TEST_F(AnyFormat, Text) {
  std::string lines;
  for (int i = 0; i < 20; ++i) lines += i % 2 == 0 ? "ham\tsee you\n" : "spam\tyou won\n";
  write("mine.txt", lines);
  const Dataset dataset = load("format = 'text'\n" + file("mine.txt", ""));
  EXPECT_EQ(dataset.task, Task::sequence_classification);
  EXPECT_THAT(counts(dataset), ElementsAre(12, 3, 5));
  EXPECT_THAT(dataset.classes, ElementsAre("ham", "spam"));
  EXPECT_EQ(dataset.words.at(2), "you");
  EXPECT_EQ(dataset.test.at(0).length, 2);
}

TEST_F(AnyFormat, Ts) {
  for (const std::string split : {"train", "test"}) {
    std::string cases = "@problemName mine\n@univariate false\n@dimensions 2\n@classLabel true a b\n@data\n";
    for (int i = 0; i < 20; ++i) cases += std::to_string(i) + ",2,3:4,5,6:" + (i % 2 == 0 ? "a\n" : "b\n");
    write("mine_" + split + ".ts", cases);
  }
  const Dataset dataset = load("format = 'ts'\n" + file("mine_train.ts", "train") + file("mine_test.ts", "test"));
  EXPECT_THAT(counts(dataset), ElementsAre(17, 3, 20));
  EXPECT_EQ(dataset.feature_count, 2);
  EXPECT_EQ(dataset.test.at(19).length, 3);
  EXPECT_NEAR(own(dataset, dataset.test[19], 0, 0), 19, 1e-4);
  EXPECT_NEAR(own(dataset, dataset.test[19], 0, 1), 4, 1e-4);
  EXPECT_EQ(dataset.classes.at(static_cast<std::size_t>(dataset.test[19].labels.at(0))), "b");
}

TEST_F(AnyFormat, Tsf) {
  write("mine.tsf",
        "@relation mine\n@attribute series_name string\n@frequency weekly\n@data\nT1:1,2,3,4,5,6,7,8\n"
        "T2:11,12,13,14,15,16,17,18,19\n");
  const Dataset dataset =
      load("task = 'forecasting'\nformat = 'tsf'\n" + file("mine.tsf", "") + "[forecast]\ncontext = 3\n");
  EXPECT_THAT(counts(dataset), ElementsAre(3 + 4, 2, 2));
  EXPECT_THAT(dataset.test.at(1).targets, ElementsAre(19));
  EXPECT_THAT(dataset.test[1].offsets, ElementsAre(18)) << "the difference from the last value is what is asked for";
  EXPECT_THAT(dataset.validation.at(0).history, ElementsAre(4, 5, 6));
}

TEST_F(AnyFormat, Blocks) {
  std::string ones;
  std::string twos;
  for (int i = 0; i < 10; ++i) {
    ones += "1 " + std::to_string(i) + "\n1 0\n\n";
    twos += "2 " + std::to_string(i) + "\n\n";
  }
  write("one.txt", ones);
  write("two.txt", twos);
  const Dataset dataset =
      load("format = 'blocks'\n" + file("one.txt", "", "label = 'one'\n") + file("two.txt", "", "label = 'two'\n"));
  EXPECT_THAT(counts(dataset), ElementsAre(12, 3, 5));
  EXPECT_THAT(dataset.classes, ElementsAre("one", "two"));
  for (const Sequence& sequence : dataset.test) {
    EXPECT_EQ(sequence.length, sequence.labels.at(0) == 0 ? 2 : 1);
    EXPECT_NEAR(own(dataset, sequence, 0, 0), sequence.labels[0] + 1, 1e-5);
  }
}

TEST_F(AnyFormat, BlocksWithTargetsOfTheirOwn) {
  std::string blocks;
  std::string targets;
  for (int i = 0; i < 20; ++i) {
    blocks += std::to_string(i) + "\n1\n\n";
    targets += std::to_string(10 * i) + "\n";
  }
  write("x.txt", blocks);
  write("y.txt", targets);
  const Dataset dataset = load("task = 'sequence-regression'\nformat = 'blocks'\n" + file("x.txt", "") +
                               file("y.txt", "", "role = 'targets'\n"));
  EXPECT_EQ(dataset.outputs, 1);
  EXPECT_THAT(counts(dataset), ElementsAre(12, 3, 5));
  for (const Sequence& sequence : dataset.test)
    EXPECT_NEAR(sequence.targets.at(0), 10 * own(dataset, sequence, 0, 0), 1e-3);
}

TEST_F(AnyFormat, NumpyOfNpyFiles) {
  std::vector<float> x;
  std::vector<std::int64_t> y;
  for (int i = 0; i < 20; ++i) {
    for (int step = 0; step < 3; ++step) x.insert(x.end(), {static_cast<float>(i), static_cast<float>(step)});
    y.push_back(i % 2);
  }
  write("x.npy", npy("(20, 3, 2)", x));
  write_gz("y.npy.gz", npy("(20,)", y));
  const Dataset dataset =
      load("format = 'numpy'\n" + file("x.npy", "", "role = 'x'\n") + file("y.npy.gz", "", "role = 'y'\n"));
  EXPECT_THAT(counts(dataset), ElementsAre(12, 3, 5));
  EXPECT_EQ(dataset.feature_count, 2);
  EXPECT_THAT(dataset.classes, ElementsAre("0", "1"));
  for (const Sequence& sequence : dataset.test) {
    EXPECT_EQ(sequence.length, 3);
    EXPECT_NEAR(own(dataset, sequence, 2, 1), 2, 1e-5);
    EXPECT_EQ(sequence.labels.at(0), std::lround(own(dataset, sequence, 0, 0)) % 2);
  }
}

TEST_F(AnyFormat, Synthetic) {
  const Dataset dataset = load(
      "task = 'sequence-regression'\nformat = 'synthetic'\n[synthetic]\nkind = 'adding'\nlength = 6\n"
      "sequences = { train = 7, validation = 3, test = 2 }\n");
  EXPECT_THAT(counts(dataset), ElementsAre(7, 3, 2));
  EXPECT_EQ(dataset.synthetic.kind, "adding");
  const Sequence& one = dataset.test.at(0);
  EXPECT_EQ(one.length, 6);
  double sum = 0;
  for (std::size_t t = 0; t < 6; ++t) sum += own(dataset, one, t, 0) * own(dataset, one, t, 1);
  EXPECT_NEAR(one.targets.at(0), sum, 1e-5);
}

TEST_F(AnyFormat, EachOneThatIsKnownHasATestHere) {
  EXPECT_THAT(format_names(),
              ElementsAre("blocks", "conll", "csv", "numpy", "parallel", "synthetic", "text", "ts", "tsf", "wide-csv"));
}

}  // namespace
}  // namespace gatewise::data_any_format_test
