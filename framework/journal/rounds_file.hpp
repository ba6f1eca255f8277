#ifndef GATEWISE_JOURNAL_ROUNDS_FILE_HPP
#define GATEWISE_JOURNAL_ROUNDS_FILE_HPP

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace gatewise {

/// What a cost session has measured so far: partial/cost-<shard>.jsonl, a heading and one line a finished round.
class RoundsFile {
 public:
  /// Reads what an interrupted session on this host class has left; a line that is torn ends it.
  RoundsFile(std::filesystem::path file, std::string host);

  const std::string& session() const { return session_; }
  /// How often it was begun or taken up.
  std::int64_t sittings() const { return sittings_; }
  /// The trials (keys) of that session that have a block of every finished round, with these blocks.
  const std::map<std::string, Json>& blocks() const { return blocks_; }
  std::int64_t rounds() const { return rounds_; }

  /// Begins a new session; what was there goes.
  void begin();
  /// Goes on with the session that was read.
  void go_on();
  /// Keeps a finished round: a block for each key that has one. Durable when it returns.
  void keep(const std::map<std::string, Json>& blocks);
  /// Every trial has its record.
  void remove();

 private:
  std::filesystem::path file_;
  std::string host_;
  std::string session_;
  std::int64_t sittings_ = 0;
  std::int64_t rounds_ = 0;
  std::map<std::string, Json> blocks_;
};

}  // namespace gatewise

#endif
