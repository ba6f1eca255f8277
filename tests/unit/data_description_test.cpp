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
