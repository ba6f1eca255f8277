// A dataset that a test writes: its description and its files.
#ifndef GATEWISE_TESTS_SUPPORT_WRITTEN_DATASET_HPP
#define GATEWISE_TESTS_SUPPORT_WRITTEN_DATASET_HPP

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "data/load.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::tests {

class WrittenDataset : public ::testing::Test {
 protected:
  /// Writes a file. `entry` is what its [[file]] says besides the path, such as "split = 'train'".
  void file(const std::string& name, const std::string& bytes, const std::string& entry = "") {
    const std::filesystem::path path = write(folder_ / name, bytes);
    if (std::find(paths_.begin(), paths_.end(), path) != paths_.end()) return;  // written anew
    paths_.push_back(path);
    entries_ += "[[file]]\npath = '" + name + "'\n" + entry + "\n";
  }

  /// `keys` stand before the first table, `tables` behind the files.
  Dataset load(const std::string& keys, const std::string& tables = "") const {
    const std::string head = "id = 'd'\ntitle = 't'\nlicence = 'CC0-1.0'\nsource = 's'\n";
    write(folder_ / "d.toml", head + keys + "\n" + entries_ + tables);
    return load_dataset(read_dataset_description(folder_ / "d.toml"), paths_);
  }

  /// The message of the error that loading ends with, without the folder; "" where it ends with none.
  std::string error(const std::string& keys, const std::string& tables = "") const {
    try {
      load(keys, tables);
    } catch (const InputError& problem) {
      std::string text = problem.what();
      for (std::size_t at; (at = text.find(folder_.path().string() + "/")) != std::string::npos;)
        text.erase(at, folder_.path().string().size() + 1);
      return text;
    }
    return "";
  }

  static Sequences all_of(const Dataset& dataset) {
    Sequences all = dataset.train;
    all.insert(all.end(), dataset.validation.begin(), dataset.validation.end());
    all.insert(all.end(), dataset.test.begin(), dataset.test.end());
    return all;
  }

  static std::vector<std::string> met_in(const Dataset& dataset) {
    std::vector<std::string> met;
    for (const Repair& repair : dataset.repairs.entries())
      met.push_back(std::to_string(repair.count) + " " + repair.what);
    return met;
  }

  TemporaryFolder folder_;

 private:
  std::vector<std::filesystem::path> paths_;
  std::string entries_;
};

}  // namespace gatewise::tests

#endif
