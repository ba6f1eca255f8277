#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "data/description.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

const std::string head = "id = 'x'\ntitle = 'X'\nlicence = 'CC0-1.0'\nsource = 'here'\n";
const std::string file_entry = "[[file]]\npath = 'x.csv'\nsha256 = 'ab'\n";
const std::string columns = "[columns]\ngroup = 'g'\nlabel = 'l'\nfeatures = ['a', 'b']\n";

class Description : public ::testing::Test {
 protected:
  DatasetDescription read(const std::string& text) const {
    write_file_atomically(file(), text);
    return read_dataset_description(file());
  }
  std::filesystem::path file() const { return folder_ / "x.toml"; }
  auto refuses(const std::string& rest) const {
    return ThrowsMessage<InputError>(AllOf(StartsWith(file().string()), HasSubstr(rest)));
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(Description, NeedsLittleAndFillsInTheRest) {
  const DatasetDescription x = read(head + file_entry + columns);
  EXPECT_EQ(x.task, Task::sequence_classification);
  EXPECT_THAT(x.columns.sequence, ElementsAre("g")) << "a group is a sequence where nothing else is said";
  EXPECT_THAT(x.columns.features, ElementsAre("a", "b"));
  EXPECT_EQ(x.files.front().path, "x.csv");
  EXPECT_EQ(x.least_length, 1);
  EXPECT_DOUBLE_EQ(x.split.test, 0.25);
}

TEST_F(Description, ReadsForecastWindows) {
  const DatasetDescription x =
      read(head + "task = 'forecasting'\n" + file_entry +
           "[columns]\ngroup = 'g'\nfeatures = ['a']\n"
           "[forecast]\ntarget = 'a'\ncontext = 10\noutputs = 3\nwindow = 2\nresidual = false\n");
  EXPECT_EQ(x.forecast.target, "a");
  EXPECT_EQ(x.forecast.context, 10);
  EXPECT_EQ(x.forecast.outputs, 3);
  EXPECT_EQ(x.forecast.window, 2);
  EXPECT_EQ(x.forecast.stride, 1);
  EXPECT_FALSE(x.forecast.residual);
}

TEST_F(Description, ItsIdIsItsFilesName) {
  EXPECT_THAT([&] { read("id = 'y'\n"); }, refuses(":1:6: 'id' must be the file's name, 'x'"));
}

TEST_F(Description, WhatItMustSayIsNamedWhereItIsMissing) {
  EXPECT_THAT([&] { read("id = 'x'\ntitle = 'X'\n"); }, refuses("'licence' is missing"));
  EXPECT_THAT([&] { read(head + columns); }, refuses("'file' is missing: a dataset needs at least one [[file]]"));
  EXPECT_THAT([&] { read(head + "[[file]]\npath = 'x.csv'\n"); }, refuses(":5:1: 'file[0].sha256' is missing"));
  EXPECT_THAT([&] { read(head + file_entry + "[columns]\ngroup = 'g'\nlabel = 'l'\n"); },
              refuses("'columns.features' must name at least one column"));
  EXPECT_THAT([&] { read(head + file_entry + "[columns]\ngroup = 'g'\nfeatures = ['a']\n"); },
              refuses(":8:1: 'columns.label' is missing"));
}

TEST_F(Description, UnknownKeysAreNamedWithTheirPlace) {
  EXPECT_THAT([&] { read(head + "licenze = 'x'\n" + file_entry + columns); }, refuses(":5:1: unknown key 'licenze'"));
  EXPECT_THAT([&] { read(head + file_entry + columns + "lable = 'x'\n"); },
              refuses(":12:1: unknown key 'lable' in [columns]; did you mean 'label'?"));
  EXPECT_THAT([&] { read(head + file_entry + columns + "[forecast]\ntarget = 'a'\n"); },
              refuses("unknown key 'forecast'"));
}

TEST_F(Description, AnUnknownTaskOrFormatNamesTheNearest) {
  EXPECT_THAT([&] { read(head + "task = 'forcasting'\n"); },
              refuses(":5:8: 'task' is 'forcasting'; did you mean 'forecasting'?"));
  EXPECT_THAT([&] { read(head + "format = 'parquet'\n"); },
              refuses(":5:10: 'format' is 'parquet'; known: csv, parallel, blocks"));
}

TEST_F(Description, ALogarithmOfWhatIsNoFeatureIsRefused) {
  EXPECT_THAT([&] { read(head + file_entry + columns + "log1p = ['c']\n"); },
              refuses(":12:9: 'columns.log1p' names 'c', which is none of the features"));
}

TEST_F(Description, ASplitLeavesSomethingToTrainOn) {
  EXPECT_THAT([&] { read(head + file_entry + columns + "[split]\ntest = 0.5\nvalidation = 0.5\n"); },
              refuses(":13:8: 'split.test' and 'validation' leave nothing to train on"));
  EXPECT_THAT([&] { read(head + file_entry + columns + "[split]\ntest = 1.5\n"); },
              refuses(":13:8: 'split.test' is 1.5, it must lie in 0.01 to 0.9"));
}

TEST_F(Description, AForecastsWindowFitsIntoItsContext) {
  EXPECT_THAT(
      [&] {
        read(head + "task = 'forecasting'\n" + file_entry +
             "[columns]\ngroup = 'g'\nfeatures = ['a']\n[forecast]\ntarget = 'a'\ncontext = 4\nwindow = 5\n");
      },
      refuses(":15:10: 'forecast.window' is longer than 'context'"));
}

/// A file of a split and role, with more keys.
std::string split_file(const std::string& path, const std::string& split, const std::string& more) {
  return "[[file]]\npath = '" + path + "'\nsha256 = 'ab'\nsplit = '" + split + "'\n" + more;
}

const std::string parallel = head + "task = 'token-labelling'\nformat = 'parallel'\n";
const std::string tokens = "role = 'tokens'\n";
const std::string tags = "role = 'tags'\n";
const std::string parallel_files = split_file("a", "train", tokens) + split_file("b", "train", tags) +
                                   split_file("c", "test", tokens) + split_file("d", "test", tags);
const std::string blocks = head + "format = 'blocks'\n";
const std::string blocks_files = split_file("a", "train", "") + split_file("c", "test", "");

TEST_F(Description, ReadsParallelFilesAndTheirVocabulary) {
  const DatasetDescription x = read(parallel + parallel_files +
                                    "[vocabulary]\nleast_count = 2\nlower_case = true\ndigits = 'fold'\n"
                                    "[split]\nvalidation = 0.2\nseed = 3\n");
  EXPECT_EQ(x.format, "parallel");
  EXPECT_EQ(x.files.at(1).split, "train");
  EXPECT_EQ(x.files.at(1).role, "tags");
  EXPECT_EQ(x.vocabulary.least_count, 2);
  EXPECT_TRUE(x.vocabulary.lower_case);
  EXPECT_TRUE(x.vocabulary.fold_digits);
  EXPECT_DOUBLE_EQ(x.carved.share, 0.2);
  EXPECT_FALSE(x.carved.by_group);
  EXPECT_EQ(x.carved.seed, 3U);
}

TEST_F(Description, ReadsBlocksWhoseGroupsStayTogether) {
  const DatasetDescription x = read(
      blocks + blocks_files + "[blocks]\nper_class = { train = 20, test = 10 }\nclasses = ['n', 'y']\nper_group = 5\n");
  EXPECT_EQ(x.blocks.per_class.at("train"), 20);
  EXPECT_EQ(x.blocks.per_class.at("test"), 10);
  EXPECT_THAT(x.blocks.classes, ElementsAre("n", "y"));
  EXPECT_EQ(x.blocks.per_group, 5);
  EXPECT_TRUE(x.carved.by_group) << "where there are groups, they are what is dealt";
}

TEST_F(Description, AFormatsFilesSayTheirSplitAndRole) {
  EXPECT_THAT([&] { read(parallel + file_entry); }, refuses("'file[0].split' is missing; one of train, validation"));
  EXPECT_THAT([&] { read(parallel + split_file("a", "dev", tokens)); }, refuses("'file[0].split' is 'dev'"));
  EXPECT_THAT([&] { read(parallel + split_file("a", "train", "")); },
              refuses("'file[0].role' is missing; one of tokens, tags"));
  EXPECT_THAT([&] { read(head + file_entry + "split = 'train'\n" + columns); }, refuses("unknown key 'split'"));
}

TEST_F(Description, TrainAndTestHaveFilesAndTokensHaveTags) {
  EXPECT_THAT([&] { read(blocks + split_file("a", "train", "")); }, refuses("'file' has none with split = \"test\""));
  EXPECT_THAT([&] { read(parallel + parallel_files + split_file("e", "validation", tokens)); },
              refuses("has 1 of role \"tokens\" and 0 of role \"tags\" in validation"));
}

TEST_F(Description, ASplitIsForDatasetsWithoutFilesOfValidation) {
  const std::string validation = split_file("e", "validation", tokens) + split_file("f", "validation", tags);
  EXPECT_THAT([&] { read(parallel + parallel_files + validation + "[split]\nvalidation = 0.1\n"); },
              refuses("unknown key 'split'"));
  EXPECT_THAT([&] { read(parallel + parallel_files + "[split]\nby = 'group'\n"); },
              refuses("'split.by' is 'group', but nothing says which sequences form one"));
}

TEST_F(Description, BlocksSayHowManyAClassHasInEverySplit) {
  EXPECT_THAT([&] { read(blocks + blocks_files + "[blocks]\nper_class = { train = 20 }\n"); },
              refuses("'blocks.per_class' lacks 'test', which has files"));
  EXPECT_THAT([&] { read(blocks + blocks_files + "[blocks]\nper_class = { train = 20, test = 1, tset = 1 }\n"); },
              refuses("unknown key 'tset' in [blocks.per_class]; did you mean 'test'?"));
  EXPECT_THAT([&] { read(blocks + blocks_files + "[blocks]\nper_class = { train = 20, test = 9 }\nper_group = 5\n"); },
              refuses("'blocks.per_group' is 5, which does not divide the 9 blocks of a class in test"));
}

TEST_F(Description, AFormatIsForItsOwnTask) {
  EXPECT_THAT([&] { read(head + "format = 'parallel'\n" + parallel_files); },
              refuses("'task' is 'sequence-classification', format 'parallel' is for 'token-labelling'"));
}

TEST_F(Description, AUrlIsOfTheWebAndItsFileStaysBelowTheCache) {
  const std::string sized = "[[file]]\nsha256 = 'ab'\nbytes = 3\n";
  EXPECT_EQ(read(head + sized + "path = 'x'\nurl = 'https://h/x'\n" + columns).files.at(0).url, "https://h/x");
  EXPECT_THAT([&] { read(head + sized + "path = 'x'\nurl = 'file:///etc/passwd'\n" + columns); },
              refuses(":9:7: 'file[0].url' is 'file:///etc/passwd', it must begin with https:// or http://"));
  for (const char* path : {"/etc/x", "../x", "x/../../y"}) {
    EXPECT_THAT([&] { read(head + sized + "path = '" + path + "'\nurl = 'https://h/x'\n" + columns); },
                refuses("with a 'url' it must be relative, without '..'"));
  }
  EXPECT_THAT([&] { read(head + file_entry + "url = 'https://h/x'\n" + columns); },
              refuses("'file[0].bytes' is missing: a download ends at the announced size"));
}

TEST_F(Description, ABrokenFileIsNamedWithItsPlace) {
  EXPECT_THAT([&] { read("id = \n"); }, refuses(":1:"));
}

TEST_F(Description, TheFirstFolderWins) {
  for (const char* folder : {"near", "far"}) {
    std::filesystem::create_directory(folder_ / folder);
    write_file_atomically(folder_ / folder / "both.toml", "");
  }
  write_file_atomically(folder_ / "far" / "other.toml", "");
  const std::vector<std::filesystem::path> folders{folder_ / "none", folder_ / "near", folder_ / "far"};
  EXPECT_EQ(find_dataset("both", folders), folder_ / "near" / "both.toml");
  EXPECT_THAT(list_datasets(folders), ElementsAre(folder_ / "near" / "both.toml", folder_ / "far" / "other.toml"));
}

TEST_F(Description, AnUnknownDatasetNamesTheFoldersAndTheNearestId) {
  write_file_atomically(folder_ / "telemetry-load.toml", "");
  EXPECT_THAT([&] { find_dataset("telemetry-laod", {folder_}); },
              ThrowsMessage<InputError>("no dataset 'telemetry-laod' in " + folder_.string() +
                                        "; did you mean 'telemetry-load'?"));
}

}  // namespace
}  // namespace gatewise
