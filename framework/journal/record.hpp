#ifndef GATEWISE_JOURNAL_RECORD_HPP
#define GATEWISE_JOURNAL_RECORD_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace gatewise {

/// What is said of a finished trial before its result: enough to find it, and to know whether it must be done again.
struct RecordHead {
  std::string key;      ///< sha256 of all that determines the result
  std::string kind;     ///< "host", "limits", "size", "dataset", "train", "quality", "cost" or "confirm"
  std::string subject;  ///< what it is about: a candidate's or architecture's id, with the seed where there is one
  std::string status;   ///< "ok", "unsupported" or "failed"
  std::string stage;    ///< where it failed
  std::string message;  ///< why
  double seconds = 0;   ///< that the trial took
  std::int64_t sequence = 0;  ///< its place among the run's records, over all journal files; no clock orders them
  std::string time;           ///< when it ended, UTC; for people
  std::string host;           ///< the host class that it was done on
  std::string program;        ///< version of Gatewise
  std::int64_t attempts = 1;  ///< how often its child was started
};

/// One finished trial.
struct Record : RecordHead {
  Json determinants = nullptr;  ///< what the key is made of; null before schema 2
  Json result = nullptr;        ///< null unless ok
};

/// The message of a trial that is ok as far as it went.
inline constexpr const char* cut_message = "cut short by --max-time";

/// The stage of a training that failed because it diverged, which it would do again.
inline constexpr const char* divergence_stage = "divergence";

/// The record as one line of a journal (schema 2), newline included: the head first, so that it is read without the
/// rest, and a checksum last, so that no changed byte goes unseen.
std::string line_of(const Record& record);

/// The head of a line without its newline; schemas 1 and 2. Throws std::runtime_error where the line is not whole, is
/// no record, or is of a schema that this program does not read.
RecordHead head_of(std::string_view line);

/// All of it. Throws as head_of.
Record record_of(std::string_view line);

/// Its result alone, of a line whose head was read and whose checksum was right then: what reports read thousands of.
Json result_of(std::string_view line);

/// Adds the kind and this program's version: sha256 of the canonical JSON of all that determines a trial's result.
std::string trial_key(const std::string& kind, const Json& determinants);

}  // namespace gatewise

#endif
