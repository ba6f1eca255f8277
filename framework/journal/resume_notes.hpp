#ifndef GATEWISE_JOURNAL_RESUME_NOTES_HPP
#define GATEWISE_JOURNAL_RESUME_NOTES_HPP

#include <map>
#include <string>
#include <vector>

#include "journal/record.hpp"

namespace gatewise {

/// What makes a trial another than the one recorded: "recipe.epochs 24 -> 30, plugin changed"; hashes are not spelt
/// out.
std::string describe_change(const Json& before, const Json& now);

/// Collects, for one kind of trial, what is known from before and why the rest is done again.
class ResumeNotes {
 public:
  void known() { ++known_; }
  void again(const std::string& subject, const std::string& why) { again_[why].push_back(subject); }
  void fresh() { ++fresh_; }

  /// "train: 12 known from before; 3 again: recipe.epochs 24 -> 30 (lstm-h8-l1 seed 1, ...)"; one line for each reason.
  std::vector<std::string> lines(const std::string& kind) const;

 private:
  std::size_t known_ = 0;
  std::size_t fresh_ = 0;
  std::map<std::string, std::vector<std::string>> again_;
};

}  // namespace gatewise

#endif
