#ifndef GATEWISE_PROOF_GATEWISE_PROGRAM_HPP
#define GATEWISE_PROOF_GATEWISE_PROGRAM_HPP

#include <filesystem>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise::proof {

/// A folder of its own that goes with this object.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Runs the program that stands beside this one with these arguments and answers with its exit code; what it prints
/// goes nowhere.
int run_gatewise(const std::vector<std::string>& arguments);

/// The plugins of this build: "int8", and "paced".
std::filesystem::path plugin_file(const std::string& id);

/// The JSON document in a file.
Json read_json(const std::filesystem::path& file);

/// A process that keeps the other core busy as long as the object lives.
class OtherLoad {
 public:
  OtherLoad();
  ~OtherLoad();
  OtherLoad(const OtherLoad&) = delete;
  OtherLoad& operator=(const OtherLoad&) = delete;

 private:
  int process_ = -1;
};

}  // namespace gatewise::proof

#endif
