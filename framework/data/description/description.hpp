#ifndef GATEWISE_DATA_DESCRIPTION_DESCRIPTION_HPP
#define GATEWISE_DATA_DESCRIPTION_DESCRIPTION_HPP

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "data/readers/line_reader.hpp"
#include "data/synthetic_task.hpp"
#include "data/task.hpp"

namespace gatewise {

/// One file of a dataset.
struct DataFile {
  std::string path;         ///< relative to the description, to the cache's datasets and to a mirror
  std::uint64_t bytes = 0;  ///< 0: not said
  std::string sha256 = {};  ///< empty: not said, and taken as found
  std::string url = {};     ///< where it can be downloaded; empty where it comes with the description
  std::string split = {};   ///< "train", "validation", "test"; empty where [split] deals its sequences
  std::string role = {};    ///< "tokens", "tags", "labels", "targets", "continuation"; empty: the sequences themselves
  std::string label = {};   ///< format blocks: the class of all of this file's sequences
};

/// Which columns of a CSV mean what.
struct CsvColumns {
  std::string group = {};                  ///< e.g. the recording session; empty: see groups_by_file()
  std::vector<std::string> sequence = {};  ///< a new sequence begins where any of these changes
  std::string label = {};                  ///< classes of sequences or steps
  std::vector<std::string> features = {};
  std::vector<std::string> log1p = {};     ///< features taken as sign(v) log(1 + |v|): counts with a heavy tail
  std::vector<std::string> targets = {};   ///< regression: what is asked at each step, or of the last row of a sequence
  std::string time = {};                   ///< when a row was taken; empty: rows follow each other evenly
  std::string time_format = "seconds";     ///< or strptime's, such as "%Y-%m-%d %H:%M:%S"
  std::vector<std::string> calendar = {};  ///< "day", "week", "year": each adds sine and cosine of the time within it
  std::vector<std::string> names = {};     ///< of the columns, where the file has no header
  char separator = ',';                    ///< ',', ';', '\t', or ' ' for runs of blanks
};

/// One series a row, as the M competitions write them: values from `first` on, the rest of a row padded with nothing.
struct WideColumns {
  std::int64_t first = 1;  ///< columns before it say what the series is; the first of them is its id
  bool header = true;
  char separator = ',';
};

/// How sequences that no file has dealt come to train, validation and test.
struct SplitRule {
  std::string by = "group";  ///< "group", "sequence", "every", "time", "rows", "end"
  double validation = 0.15;  ///< share of the groups, sequences or rows; of train, where files say train and test
  double test = 0.25;
  std::uint64_t seed = 1;
  std::int64_t every = 5;  ///< by every: each so-many-th sequence, counted from the `every`-th, is test
  /// by rows: [begin, end) of each series
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> rows{};
};

/// How blocks of numbers become labelled sequences.
struct BlockLayout {
  std::map<std::string, std::int64_t> per_class;  ///< by split: blocks of one class, which follow each other
  std::vector<std::string> classes;               ///< names in that order; empty: "0", "1", ...
  std::int64_t per_group = 0;  ///< blocks of one group, which follow each other within a class; 0: no groups
};

/// Columns of tokens and tags, a blank line between sentences.
struct ConllColumns {
  std::int64_t token = 0;
  std::int64_t tag = -1;     ///< from 0; a negative one counts from the last
  char separator = 0;        ///< '\t' or ' '; 0: runs of either
  std::string skip = {};     ///< lines whose token is this, such as "-DOCSTART-", are no part of a sentence
  std::string comment = {};  ///< lines that begin with this are none; empty: every line counts
};

/// A label and a text in each line.
struct TextColumns {
  char separator = '\t';  ///< behind the label: '\t' or ' '
  bool coarse = false;    ///< of a label "DESC:manner" only "DESC" counts
};

/// Names of arrays: of an .npz its members, of .npy files their roles.
struct ArrayNames {
  std::string x = "x";              ///< [N,T,I], or [N,T] for one feature
  std::string y = "y";              ///< labels [N] or [N,T]; targets [N], [N,K], [N,T] or [N,T,K]
  std::string lengths = "lengths";  ///< [N]; where it is missing every sequence has T steps
  std::string groups = {};          ///< [N] numbers of speakers, engines ...; empty: none
  bool one_each = false;            ///< every array but y, lengths and groups is a sequence [T,I], by name's number
};

/// Which words become tokens of their own, and how they are spelt.
struct VocabularyRule {
  std::int64_t least_count = 1;    ///< words that are rarer in train are unknown
  bool lower_case = false;         ///< of ASCII letters
  bool fold_digits = false;        ///< each digit is read as 0
  bool characters = false;         ///< format text: a token is a code point, not a word
  bool split_punctuation = false;  ///< format text: ASCII punctuation is a word of its own
};

/// Windows of a series and what is asked of them.
struct ForecastWindows {
  std::string target = {};          ///< a column; empty where a series has one
  std::int64_t context = 64;        ///< the most steps that the model sees
  std::int64_t least_context = 64;  ///< the fewest, at the begin of a series
  std::int64_t ahead = 1;           ///< the first step asked for: 1 is the one that follows the context
  std::int64_t outputs = 1;         ///< K
  std::int64_t window = 1;          ///< each output is the mean of so many steps
  std::int64_t stride = 1;          ///< steps between the starts of two windows of train
  std::int64_t test_stride = 1;     ///< the same of validation and test
  std::int64_t season = 0;          ///< steps of a season; 0: none
  std::string residual = "last";    ///< the model answers the difference from: "last" (the mean of the last `window`
                                    ///< steps), "season" (the same steps of the last season), "none"
  bool series_scale = false;        ///< each series in its own mean and deviation before validation's first row
  bool z_score = false;             ///< targets in standard deviations of train's rows, as some papers report them

  /// Steps from the context's end to the last one asked for.
  std::int64_t horizon() const { return ahead - 1 + outputs * window; }
};

/// A score that somebody else reports.
struct PublishedScore {
  std::string what;
  std::string metric;
  double value = 0;
  std::string source = {};
};

/// datasets/<id>.toml.
struct DatasetDescription {
  std::filesystem::path file;
  std::string id;
  std::string title;
  std::string licence;
  std::string source;
  Task task = Task::sequence_classification;
  std::string format = "csv";
  TextRules text;
  double step_seconds = 0;
  std::int64_t least_length = 1;  ///< shorter sequences are left out, and counted
  std::int64_t most_length = 0;   ///< longer ones are treated as `longer` says; 0: any length
  std::string longer = "cut";     ///< "cut", "drop", or "pieces" of at most that many steps; see cut_to_length()
  bool drop_duplicates = false;   ///< of sequences with the same input the first stays
  std::string negative = {};      ///< the class that micro_f1 does not count, such as "ham"
  std::vector<DataFile> files = {};
  CsvColumns columns = {};      ///< csv
  WideColumns wide = {};        ///< wide-csv
  BlockLayout blocks = {};      ///< blocks
  ConllColumns conll = {};      ///< conll
  TextColumns label_text = {};  ///< text
  ArrayNames arrays = {};       ///< numpy
  SplitRule split = {};
  ForecastWindows forecast = {};   ///< forecasting
  VocabularyRule vocabulary = {};  ///< formats of words
  SyntheticTask synthetic = {};    ///< synthetic
  std::vector<PublishedScore> published = {};
  std::string settings = {};  ///< what was set from outside the file, as TOML; part of the dataset's identity
};

/// The formats that a description may name.
std::vector<std::string> format_names();

/// Whether any file belongs to the split of that name.
bool has_split(const DatasetDescription& description, const std::string& split);

/// Whether files (or a synthetic task's counts) say which sequences are train and which are test.
bool split_by_files(const DatasetDescription& description);

/// Whether each file is a group: tables of format csv without a column that says one, of which several are to be dealt.
bool groups_by_file(const DatasetDescription& description);

/// Throws InputError with file, line, column and key. `settings` is TOML that is laid over the file's: a suite's
/// [preparation], or a command line's --set.
DatasetDescription read_dataset_description(const std::filesystem::path& file, const std::string& settings = "");

/// The description of dataset `id`: looked for in `folders` in order. Throws InputError that names the folders and the
/// nearest id.
std::filesystem::path find_dataset(const std::string& id, const std::vector<std::filesystem::path>& folders);

/// All descriptions in the folders, by id; the first folder wins.
std::vector<std::filesystem::path> list_datasets(const std::vector<std::filesystem::path>& folders);

}  // namespace gatewise

#endif
