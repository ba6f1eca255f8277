#ifndef GATEWISE_DATA_DESCRIPTION_HPP
#define GATEWISE_DATA_DESCRIPTION_HPP

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "data/task.hpp"

namespace gatewise {

/// One file of a dataset.
struct DataFile {
  std::string path;         ///< relative to the description, to the cache's datasets and to a mirror
  std::uint64_t bytes = 0;  ///< 0: not said
  std::string sha256;
  std::string url = {};    ///< where it can be downloaded; empty where it comes with the description
  std::string split = {};  ///< "train", "validation", "test"; empty for format csv
  std::string role = {};   ///< format parallel: "tokens", "tags"
};

/// Which columns of a CSV mean what.
struct CsvColumns {
  std::string group;                  ///< e.g. the recording session
  std::vector<std::string> sequence;  ///< a new sequence begins where any of these changes
  std::string label;                  ///< empty for forecasting
  std::vector<std::string> features;
  std::vector<std::string> log1p;  ///< features taken as sign(v) log(1 + |v|): counts with a heavy tail
};

/// Shares of the groups, drawn with a seed.
struct GroupSplit {
  double validation = 0.15;
  double test = 0.25;
  std::uint64_t seed = 1;
};

/// How blocks of numbers become labelled sequences.
struct BlockLayout {
  std::map<std::string, std::int64_t> per_class;  ///< by split: blocks of one class, which follow each other
  std::vector<std::string> classes;               ///< names in that order; empty: "0", "1", ...
  std::int64_t per_group = 0;  ///< blocks of one group, which follow each other within a class; 0: no groups
};

/// The part of train that becomes validation where no file does.
struct CarvedValidation {
  double share = 0.15;
  bool by_group = false;  ///< whole groups; else single sequences
  std::uint64_t seed = 1;
};

/// Which words become tokens of their own, and how they are spelt.
struct VocabularyRule {
  std::int64_t least_count = 1;  ///< words that are rarer in train are unknown
  bool lower_case = false;       ///< of ASCII letters
  bool fold_digits = false;      ///< each digit is read as 0
};

/// Windows of a series and what is asked of them.
struct ForecastWindows {
  std::string target;
  std::int64_t context = 64;  ///< steps that the model sees
  std::int64_t outputs = 1;   ///< K
  std::int64_t window = 1;    ///< each output is the mean of so many steps; the horizon is K times that
  std::int64_t stride = 1;    ///< steps between the starts of two windows
  bool residual = true;       ///< the model answers the difference from the mean of the last `window` steps
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
  double step_seconds = 0;
  std::int64_t least_length = 1;  ///< shorter sequences are left out, and counted
  std::vector<DataFile> files;
  CsvColumns columns;         ///< csv
  GroupSplit split;           ///< csv
  ForecastWindows forecast;   ///< csv
  BlockLayout blocks;         ///< blocks
  CarvedValidation carved;    ///< parallel, blocks; without files of validation
  VocabularyRule vocabulary;  ///< parallel
};

/// Whether any file belongs to the split of that name.
bool has_split(const DatasetDescription& description, const std::string& split);

/// Throws InputError with file, line, column and key.
DatasetDescription read_dataset_description(const std::filesystem::path& file);

/// The description of dataset `id`: looked for in `folders` in order. Throws InputError that names the folders and the
/// nearest id.
std::filesystem::path find_dataset(const std::string& id, const std::vector<std::filesystem::path>& folders);

/// All descriptions in the folders, by id; the first folder wins.
std::vector<std::filesystem::path> list_datasets(const std::vector<std::filesystem::path>& folders);

}  // namespace gatewise

#endif
