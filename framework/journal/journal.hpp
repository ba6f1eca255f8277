#ifndef GATEWISE_JOURNAL_JOURNAL_HPP
#define GATEWISE_JOURNAL_JOURNAL_HPP

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.hpp"
#include "base/reason_of.hpp"
#include "journal/record.hpp"

namespace gatewise {

/// A record whose head is right and whose body is not what its kind must hold: it costs its own trial's row, no other.
/// The message names file, line, kind, subject, reason and remedy.
struct BadRecord : InputError {
  using InputError::InputError;
};

/// The records of a run: journal/*.jsonl, append-only, one line a trial, synced. Each shard writes a file of its own;
/// readers see all of them as one. Only heads are kept in memory.
class Journal {
 public:
  /// Reads what is there; the folder may not exist yet. A line that a crash has torn at a file's end is passed over;
  /// one that is corrupt is left out and named in complaints(). Throws InputError for a link, and for a file of several
  /// lines none of which is a record. `writer` names the file that append() writes.
  explicit Journal(std::filesystem::path folder, const std::string& writer = "1-of-1");

  /// In the order of their sequence numbers.
  const std::vector<RecordHead>& heads() const { return heads_; }
  /// The record with this key, the newest first; null where there is none.
  const RecordHead* find(const std::string& key) const;
  /// The newest record of this kind about this subject, done on any host class or on the one given.
  const RecordHead* newest(const std::string& kind, const std::string& subject) const;
  const RecordHead* newest(const std::string& kind, const std::string& subject, const std::string& host) const;
  /// The newest record of the same trial: cost, confirmed or not, is another trial on each host class. Null where there
  /// is none.
  const RecordHead* newest_of(const RecordHead& trial) const;
  /// All of a record, read again from its file. Throws BadRecord.
  Record read(const RecordHead& head) const;
  /// Its result alone, which is quicker. Throws BadRecord.
  Json result(const RecordHead& head) const;
  /// What `read` makes of a record; whatever it throws becomes a BadRecord.
  template <class Read>
  auto checked(const RecordHead& head, Read read) const {
    try {
      return read();
    } catch (const BadRecord&) {
      throw;
    } catch (const std::exception& error) {
      refuse(head, reason_of(error));
    }
  }
  /// What was left out and why: "<file>:<line>: not a record of a run: ...".
  const std::vector<std::string>& complaints() const { return complaints_; }

  /// Gives the record its sequence number, program and time. Durable when it returns. Throws InputError where the disk
  /// refuses; the file is as it was then.
  void append(Record record);
  /// Writes the journal anew with only those records that `keep` says, in one file. For a run that nobody works on.
  void compact(const std::vector<bool>& keep);

 private:
  /// Where a record stands.
  struct Place {
    std::size_t file;
    std::size_t line;  // the first is 1; 0 where append() wrote it
    std::uintmax_t offset;
    std::size_t size;  // without the newline
  };

  [[noreturn]] void refuse(const RecordHead& head, const std::string& reason) const;
  const Place& place_of(const RecordHead& head) const;
  std::string line_at(const RecordHead& head) const;
  void read_lines(std::size_t file);
  void add(const RecordHead& head, const Place& place);
  void sort();
  void index(std::size_t i);

  std::filesystem::path folder_;
  std::filesystem::path file_;  // of append()
  std::vector<std::filesystem::path> files_;
  std::optional<std::uintmax_t> torn_at_;  // in file_: cut off by the next append, never by a reader
  std::vector<RecordHead> heads_;
  std::vector<Place> places_;
  std::unordered_map<std::string, std::size_t> by_key_, by_subject_, by_host_;
  std::vector<std::string> complaints_;
};

}  // namespace gatewise

#endif
