#include "data/description/description.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_description_test {
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
  DatasetDescription read(const std::string& text, const std::string& settings = "") const {
    write_file_atomically(file(), text);
    return read_dataset_description(file(), settings);
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
  EXPECT_EQ(x.columns.separator, ',');
  EXPECT_EQ(x.text.encoding, "utf-8");
  EXPECT_EQ(x.text.repair.missing, Remedy::refuse);
  EXPECT_EQ(x.most_length, 0);
  EXPECT_FALSE(x.drop_duplicates);
  EXPECT_THAT(x.columns.features, ElementsAre("a", "b"));
  EXPECT_EQ(x.files.front().path, "x.csv");
  EXPECT_EQ(x.least_length, 1);
  EXPECT_EQ(x.split.by, "group");
  EXPECT_DOUBLE_EQ(x.split.test, 0.25);
}

TEST_F(Description, MarksAreTextsAndNumbers) {
  const RepairRules repair =
      read(head + file_entry + columns + "[repair]\nmissing_marks = ['none', -999, 0.5]\n").text.repair;
  EXPECT_THAT(repair.missing_marks, ElementsAre("none", "-999", "0.5"));
  EXPECT_THAT(repair.missing_numbers, ElementsAre(-999, 0.5));
  EXPECT_EQ(repair.label_marks, repair.missing_marks);
  for (const std::string wrong : {"'none'", "[true]"}) {
    EXPECT_THAT([&] { read(head + file_entry + columns + "[repair]\nmissing_marks = " + wrong + "\n"); },
                refuses("missing_marks"));
  }
}

TEST_F(Description, ReadsForecastWindows) {
  const DatasetDescription x =
      read(head + "task = 'forecasting'\n" + file_entry +
           "[columns]\ngroup = 'g'\nfeatures = ['a']\n"
           "[forecast]\ntarget = 'a'\ncontext = 10\noutputs = 3\nwindow = 2\nleast_context = 5\n"
           "ahead = 4\nstride = 7\nseason = 24\nresidual = 'season'\nscale = 'series'\nunit = 'z-score'\n"
           "[split]\nby = 'time'\n");
  EXPECT_EQ(x.forecast.target, "a");
  EXPECT_EQ(x.forecast.context, 10);
  EXPECT_EQ(x.forecast.outputs, 3);
  EXPECT_EQ(x.forecast.window, 2);
  EXPECT_EQ(x.forecast.least_context, 5);
  EXPECT_EQ(x.forecast.stride, 7);
  EXPECT_EQ(x.forecast.test_stride, 7) << "train's, where nothing else is said";
  EXPECT_EQ(x.forecast.season, 24);
  EXPECT_EQ(x.forecast.residual, "season");
  EXPECT_TRUE(x.forecast.series_scale);
  EXPECT_TRUE(x.forecast.z_score);
  EXPECT_EQ(x.forecast.horizon(), 9);  // 3 steps are left out, then three means of two
}

TEST_F(Description, ItsIdIsItsFilesName) {
  EXPECT_THAT([&] { read("id = 'y'\n"); }, refuses(":1:6: 'id' must be the file's name, 'x'"));
}

TEST_F(Description, WhatItMustSayIsNamedWhereItIsMissing) {
  EXPECT_THAT([&] { read("id = 'x'\ntitle = 'X'\n"); }, refuses("'licence' is missing"));
  EXPECT_THAT([&] { read(head + columns); }, refuses("'file' is missing: a dataset needs at least one [[file]]"));
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
  EXPECT_THAT(
      [&] { read(head + "format = 'parquet'\n"); },
      refuses(":5:10: 'format' is 'parquet'; known: blocks, conll, csv, numpy, parallel, synthetic, text, ts, tsf, "
              "wide-csv"));
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
      refuses(":15:10: 'forecast.window' is longer than the shortest context"));
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
  EXPECT_DOUBLE_EQ(x.split.validation, 0.2);
  EXPECT_EQ(x.split.by, "sequence");
  EXPECT_EQ(x.split.seed, 3U);
}

TEST_F(Description, ReadsBlocksWhoseGroupsStayTogether) {
  const DatasetDescription x = read(
      blocks + blocks_files + "[blocks]\nper_class = { train = 20, test = 10 }\nclasses = ['n', 'y']\nper_group = 5\n");
  EXPECT_EQ(x.blocks.per_class.at("train"), 20);
  EXPECT_EQ(x.blocks.per_class.at("test"), 10);
  EXPECT_THAT(x.blocks.classes, ElementsAre("n", "y"));
  EXPECT_EQ(x.blocks.per_group, 5);
  EXPECT_EQ(x.split.by, "group") << "where there are groups, they are what is dealt";
}

TEST_F(Description, AFormatsFilesSayTheirSplitAndRole) {
  EXPECT_THAT([&] { read(parallel + split_file("a", "dev", tokens)); }, refuses("'file[0].split' is 'dev'"));
  EXPECT_THAT([&] { read(parallel + split_file("a", "train", "")); },
              refuses("'file[0].role' is missing; one of tokens, tags"));
  EXPECT_THAT([&] { read(head + split_file("a", "train", "") + file_entry + columns); },
              refuses("'file' says a split for 1 of 2 files; say one for each or for none"));
}

TEST_F(Description, AFormatWithoutRolesRefusesOne) {
  EXPECT_THAT([&] { read(head + file_entry + "role = 'tags'\n" + columns); }, refuses("unknown key 'role'"));
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
  EXPECT_THAT([&] { read(head + "task = 'forecasting'\nformat = 'parallel'\n" + parallel_files); },
              refuses("'task' is 'forecasting', format 'parallel' is for token-labelling, sequence-classification"));
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
  EXPECT_THAT([&] { read(head + "[[file]]\npath = 'x'\nbytes = 3\nurl = 'https://h/x'\n" + columns); },
              refuses("'file[0].sha256' is missing: a download is checked against it"));
}

TEST_F(Description, AFileThatComesAlongNeedsNoDigestAndNoSize) {
  const DatasetDescription x = read(head + "[[file]]\npath = '../x.csv'\n" + columns);
  EXPECT_EQ(x.files.at(0).path, "../x.csv");
  EXPECT_EQ(x.files[0].sha256, "");
  EXPECT_EQ(x.files[0].bytes, 0U);
}

TEST_F(Description, ReadsWhatIsToBeDoneWithEachFault) {
  const DatasetDescription x = read(head + "step_seconds = 1\n" + file_entry + columns +
                                    "[repair]\nutf8 = 'replace'\nragged = 'drop'\nmissing = 'interpolate'\n"
                                    "empty = 'drop'\nlong_lines = 'cut'\ntime_back = 'split'\ntime_gap = 'refuse'\n"
                                    "line_bytes = 100\n");
  const RepairRules& rules = x.text.repair;
  EXPECT_EQ(rules.utf8, Remedy::replace);
  EXPECT_EQ(rules.ragged, Remedy::drop);
  EXPECT_EQ(rules.missing, Remedy::interpolate);
  EXPECT_EQ(rules.empty, Remedy::drop);
  EXPECT_EQ(rules.long_lines, Remedy::cut);
  EXPECT_EQ(rules.time_back, Remedy::split);
  EXPECT_EQ(rules.time_gap, Remedy::refuse);
  EXPECT_EQ(rules.line_bytes, 100);
}

TEST_F(Description, AFaultKnowsItsOwnRemediesOnly) {
  const auto with = [&](const std::string& line) { read(head + file_entry + columns + "[repair]\n" + line + "\n"); };
  EXPECT_THAT([&] { with("utf8 = 'hold'"); }, refuses(":13:8: 'repair.utf8' is 'hold'; known: refuse, replace, drop"));
  EXPECT_THAT([&] { with("time_gap = 'drop'"); }, refuses(":13:12: 'repair.time_gap' is 'drop'"));
  EXPECT_THAT([&] { with("missing = 'intrpolate'"); }, refuses("did you mean 'interpolate'?"));
  EXPECT_THAT([&] { with("mising = 'drop'"); }, refuses(":13:1: unknown key 'mising' in [repair]"));
  EXPECT_THAT([&] { with("line_bytes = 1"); }, refuses(":13:14: 'repair.line_bytes' is 1, it must lie in 16 to"));
}

TEST_F(Description, LinesOfFilesThatBelongTogetherAreNotDropped) {
  for (const char* rule : {"utf8 = 'drop'", "long_lines = 'drop'"}) {
    EXPECT_THAT([&] { read(parallel + parallel_files + "[repair]\n" + rule + "\n"); },
                refuses("'repair' drops lines, which would part files that belong together"));
  }
}

TEST_F(Description, ReadsHowSequencesArePrepared) {
  const DatasetDescription x = read(
      head +
      "task = 'sequence-classification'\nencoding = 'latin-1'\nleast_length = 2\nmost_length = 9\nlonger = 'drop'\n"
      "duplicates = 'drop'\nnegative = 'O'\nstep_seconds = 0.5\n" +
      file_entry + columns);
  EXPECT_EQ(x.text.encoding, "latin-1");
  EXPECT_EQ(x.least_length, 2);
  EXPECT_EQ(x.most_length, 9);
  EXPECT_EQ(x.longer, "drop");
  EXPECT_TRUE(x.drop_duplicates);
  EXPECT_EQ(x.negative, "O");
  EXPECT_DOUBLE_EQ(x.step_seconds, 0.5);
}

TEST_F(Description, ReadsWhichMarkPartsAFraction) {
  EXPECT_EQ(read(head + file_entry + columns).text.decimal, '.');
  EXPECT_EQ(read(head + "decimal = ','\n" + file_entry + columns).text.decimal, ',');
  EXPECT_THAT([&] { read(head + "decimal = ';'\n" + file_entry + columns); },
              refuses("'decimal' is ';'; a fraction follows"));
  EXPECT_THAT([&] { read(head + "format = 'ts'\ndecimal = ','\n" + file_entry); }, refuses("unknown key 'decimal'"));
}

TEST_F(Description, WhatHasOneAnswerIsNotCutIntoPieces) {
  EXPECT_THAT([&] { read(head + "most_length = 9\nlonger = 'pieces'\n" + file_entry + columns); },
              refuses(":6:10: 'longer' is 'pieces'; known: cut, drop"));
  EXPECT_THAT([&] { read(head + "longer = 'cut'\n" + file_entry + columns); }, refuses("unknown key 'longer'"));
  EXPECT_THAT([&] { read(head + "least_length = 3\nmost_length = 2\n" + file_entry + columns); },
              refuses(":6:15: 'most_length' is below 'least_length'"));
}

TEST_F(Description, SettingsLieOverTheFileAndArePartOfIt) {
  const DatasetDescription x = read(head + file_entry + columns + "[split]\nseed = 7\n", "[split]\ntest = 0.5\n");
  EXPECT_DOUBLE_EQ(x.split.test, 0.5);
  EXPECT_EQ(x.split.seed, 7U) << "what is not set stays";
  EXPECT_EQ(x.settings, "[split]\ntest = 0.5\n");
  EXPECT_THAT([&] { read(head + file_entry + columns, "[splitt]\ntest = 0.5\n"); }, refuses("unknown key 'splitt'"));
}

TEST_F(Description, ReadsPublishedScores) {
  const DatasetDescription x = read(head + file_entry + columns +
                                    "[[published]]\nwhat = 'LSTM'\nmetric = 'accuracy'\nvalue = 98\nsource = 'paper'\n"
                                    "[[published]]\nwhat = 'GRU'\nmetric = 'mae'\nvalue = -0.5\n");
  ASSERT_EQ(x.published.size(), 2U);
  EXPECT_EQ(x.published[0].what, "LSTM");
  EXPECT_EQ(x.published[0].source, "paper");
  EXPECT_DOUBLE_EQ(x.published[1].value, -0.5);
  EXPECT_THAT([&] { read(head + file_entry + columns + "[[published]]\nwhat = 'x'\nmetric = 'y'\nvaleu = 1\n"); },
              refuses(":15:1: unknown key 'valeu' in [published[0]]; did you mean 'value'?"));
}

TEST_F(Description, APublishedScoreHasAValue) {
  EXPECT_THAT([&] { read(head + file_entry + columns + "[[published]]\nwhat = 'x'\nmetric = 'y'\n"); },
              refuses("'published[0].value' is missing"));
}

/// A step regression, whose rows may be dealt as well as its sequences.
DatasetDescription split_as(const std::function<DatasetDescription(const std::string&)>& read,
                            const std::string& split) {
  return read(head + "task = 'step-regression'\n" + file_entry + "[columns]\nfeatures = ['a']\ntargets = ['b']\n" +
              "[split]\n" + split);
}

TEST_F(Description, ReadsEachWayToDeal) {
  const auto split = [&](const std::string& text) {
    return split_as([&](const std::string& all) { return read(all); }, text).split;
  };
  EXPECT_EQ(split("").by, "sequence") << "where there are no groups";
  EXPECT_EQ(split("by = 'every'\nevery = 4\n").every, 4);
  EXPECT_DOUBLE_EQ(split("by = 'time'\ntest = 0.3\n").test, 0.3);
  const SplitRule rows = split("by = 'rows'\nrows = { train = [0, 60], validation = [60, 80], test = [90, 99] }\n");
  EXPECT_EQ(rows.rows.at("test"), std::pair(std::int64_t{90}, std::int64_t{99}));
  EXPECT_THAT([&] { split("by = 'every'\ntest = 0.1\n"); }, refuses(":14:1: unknown key 'test' in [split]"));
  EXPECT_THAT([&] { split("by = 'group'\n"); },
              refuses("'split.by' is 'group', but nothing says which sequences form one"));
  EXPECT_THAT([&] { split("by = 'end'\n"); }, refuses("'split.by' is 'end'; known: sequence, every, time, rows"));
}

TEST_F(Description, RowsOfASplitAreRangesThatDoNotOverlap) {
  const auto rows = [&](const std::string& text) {
    return split_as([&](const std::string& all) { return read(all); }, "by = 'rows'\nrows = { " + text + " }\n");
  };
  EXPECT_THAT([&] { rows("train = [0, 60], validation = [50, 80], test = [80, 99]"); },
              refuses("'split.rows.validation' begins before train ends"));
  EXPECT_THAT([&] { rows("train = [0, 60], validation = [60, 60], test = [80, 99]"); },
              refuses("'split.rows.validation' must be [begin, end)"));
  EXPECT_THAT([&] { rows("train = [0, 60], test = [80, 99]"); },
              refuses("'split.rows.validation' must be [begin, end)"));
}

TEST_F(Description, WhatOneAnswerIsAskedOfIsNotDealtByRows) {
  EXPECT_THAT([&] { read(head + file_entry + columns + "[split]\nby = 'time'\n"); },
              refuses(":13:6: 'split.by' is 'time'; known: group, sequence, every"));
}

const std::string forecasting =
    head + "task = 'forecasting'\n" + file_entry + "[columns]\nfeatures = ['a']\n[forecast]\ntarget = 'a'\n";

TEST_F(Description, ASeriesOwnUnitsNeedItsOwnPast) {
  EXPECT_EQ(read(forecasting).split.by, "time");
  EXPECT_THAT([&] { read(forecasting + "scale = 'series'\n[split]\nby = 'sequence'\n"); },
              refuses("which needs each series' own past"));
  EXPECT_THAT([&] { read(forecasting + "residual = 'season'\n"); },
              refuses("'forecast.residual' is 'season', but no 'season' is said"));
}

TEST_F(Description, ASeriesOwnUnitsNeedItsOwnPastThoughFilesSayAllSplits) {
  EXPECT_THAT(
      [&] {
        read(head + "task = 'forecasting'\n" + split_file("a", "train", "") + split_file("b", "validation", "") +
             split_file("c", "test", "") + "[columns]\nfeatures = ['a']\n[forecast]\ntarget = 'a'\nscale = 'series'\n");
      },
      refuses("which needs each series' own past"));
}

TEST_F(Description, ReadsEachFormatsColumns) {
  const std::string start = head + "task = 'forecasting'\nformat = 'wide-csv'\n" + file_entry;
  const DatasetDescription wide = read(start + "[wide]\nfirst = 0\nheader = false\nseparator = 'semicolon'\n");
  EXPECT_EQ(wide.wide.first, 0);
  EXPECT_FALSE(wide.wide.header);
  EXPECT_EQ(wide.wide.separator, ';');
  EXPECT_EQ(wide.split.by, "end") << "as the competitions ask for";
  const DatasetDescription conll =
      read(head + "task = 'token-labelling'\nformat = 'conll'\n" + file_entry +
           "[conll]\ntoken = 1\ntag = -2\nseparator = 'tab'\nskip = '-DOCSTART-'\ncomment = '#'\n");
  EXPECT_EQ(conll.conll.token, 1);
  EXPECT_EQ(conll.conll.tag, -2);
  EXPECT_EQ(conll.conll.separator, '\t');
  EXPECT_EQ(conll.conll.skip, "-DOCSTART-");
  EXPECT_EQ(conll.conll.comment, "#");
  const DatasetDescription text =
      read(head + "format = 'text'\n" + file_entry + "[text]\nseparator = 'space'\nlabel = 'coarse'\n" +
           "[vocabulary]\ninput = 'characters'\npunctuation = 'split'\n");
  EXPECT_EQ(text.label_text.separator, ' ');
  EXPECT_TRUE(text.label_text.coarse);
  EXPECT_TRUE(text.vocabulary.characters);
  EXPECT_TRUE(text.vocabulary.split_punctuation);
}

TEST_F(Description, ReadsACsvsTimesAndSeparators) {
  const DatasetDescription x =
      read(head + file_entry + columns +
           "time = 't'\ntime_format = '%Y'\ncalendar = ['week', 'day']\nseparator = 'space'\nnames = ['a', 'b']\n");
  EXPECT_EQ(x.columns.time_format, "%Y");
  EXPECT_THAT(x.columns.calendar, ElementsAre("week", "day"));
  EXPECT_EQ(x.columns.separator, ' ');
  EXPECT_THAT(x.columns.names, ElementsAre("a", "b"));
  EXPECT_THAT([&] { read(head + file_entry + columns + "calendar = ['day']\n"); },
              refuses(":12:12: 'columns.calendar' needs a 'time' column"));
  EXPECT_THAT([&] { read(head + file_entry + columns + "time = 't'\ncalendar = ['month']\n"); },
              refuses("'columns.calendar' names 'month', which is none of day, week, year"));
  EXPECT_THAT([&] { read(head + file_entry + columns + "separator = ','\n"); },
              refuses(":12:13: 'columns.separator' is ','; known: comma, semicolon, tab, space"));
}

TEST_F(Description, BlocksAreLabelledByTheirFileOrByTheirPlace) {
  const std::string label = "label = 'yes'\n";
  const DatasetDescription x =
      read(blocks + "[[file]]\npath = 'a'\nlabel = 'yes'\n[[file]]\npath = 'b'\nlabel = 'no'\n");
  EXPECT_EQ(x.files.at(1).label, "no");
  EXPECT_THAT([&] { read(blocks + split_file("a", "train", label) + split_file("c", "test", "")); },
              refuses("'file' says a label for 1 of 2 files; say one for each or for none"));
  EXPECT_THAT([&] { read(blocks + file_entry); },
              refuses("'blocks.per_class' counts the blocks of a split, but no [[file]] says its split"));
  EXPECT_THAT(
      [&] {
        read(blocks + split_file("a", "train", label) + split_file("c", "test", label) +
             "[blocks]\nper_class = { train = 2, test = 1 }\n");
      },
      refuses("unknown key 'per_class' in [blocks]"));
}

TEST_F(Description, ANumberIsNotAskedOfBlocksWithALabel) {
  EXPECT_THAT(
      [&] {
        read(head +
             "task = 'sequence-regression'\nformat = 'blocks'\n[[file]]\npath = 'a'\nlabel = 'yes'\n"
             "[[file]]\npath = 'b'\nlabel = 'no'\n");
      },
      refuses("label"));
}

TEST_F(Description, ASeriesIsNotCutThoughThatIsSaid) {  // forecast.context is what limits it
  EXPECT_THAT(
      [&] {
        read(head + "task = 'forecasting'\nmost_length = 9\nlonger = 'cut'\n" + forecasting.substr(head.size() + 21));
      },
      refuses("'longer' is 'cut'"));
}

TEST_F(Description, ASyntheticTaskHasNoFilesAndAKindForItsTask) {
  const std::string adding =
      head + "task = 'sequence-regression'\nformat = 'synthetic'\n[synthetic]\nkind = 'adding'\n";
  const DatasetDescription x = read(adding + "length = 50\nseed = 3\nsequences = { train = 10 }\n");
  EXPECT_EQ(x.synthetic.length, 50);
  EXPECT_EQ(x.synthetic.seed, 3U);
  EXPECT_EQ(x.synthetic.sequences.at("train"), 10);
  EXPECT_EQ(x.synthetic.sequences.at("test"), 1024);
  EXPECT_TRUE(has_split(x, "validation"));
  EXPECT_THAT([&] { read(head + "format = 'synthetic'\n[synthetic]\nkind = 'adding'\n"); },
              refuses(":7:8: 'synthetic.kind' is 'adding', which is for task 'sequence-regression'"));
  EXPECT_THAT([&] { read(adding + file_entry); }, refuses("unknown key 'file'"));
  EXPECT_THAT([&] { read(adding + "[split]\nseed = 2\n"); }, refuses("unknown key 'split'"));
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
}  // namespace gatewise::data_description_test
