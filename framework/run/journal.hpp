#ifndef GATEWISE_RUN_JOURNAL_HPP
#define GATEWISE_RUN_JOURNAL_HPP

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace gatewise {

/// One finished trial.
struct Record {
  std::string key;      ///< sha256 of all that determines the result
  std::string kind;     ///< "dataset", "train", "quality" or "cost"
  std::string subject;  ///< what it is about: a candidate's or architecture's id, with the seed where there is one
  std::string status;   ///< "ok", "unsupported" or "failed"
  std::string stage;    ///< where it failed
  std::string message;  ///< why
  Json result;          ///< null unless ok
  double seconds = 0;   ///< that the trial took
};

void to_json(Json& json, const Record& record);
void from_json(const Json& json, Record& record);

/// The records of a run: journal/*.jsonl, append-only, one line a trial, synced. A line that was torn by a crash at the
/// file's end is dropped.
class Journal {
 public:
  /// Reads what is there; the folder may not exist yet. Throws InputError with file and line where a line in the middle
  /// is corrupt.
  explicit Journal(std::filesystem::path folder);

  /// The record with this key, the newest first.
  const Record* find(const std::string& key) const;
  /// The newest record of this kind about this subject.
  const Record* newest(const std::string& kind, const std::string& subject) const;
  const std::vector<Record>& records() const { return records_; }

  /// Durable when it returns. Throws InputError where the disk refuses.
  void append(const Record& record);

 private:
  std::filesystem::path file_;
  std::optional<std::uintmax_t>
      torn_at_;  // where a torn last line begins; cut off by the next append, never by a reader
  std::vector<Record> records_;
};

}  // namespace gatewise

#endif
