#include "journal/journal.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <numeric>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/own_file.hpp"

namespace gatewise {
namespace {

std::string subject_index(const std::string& kind, const std::string& subject) { return kind + '\n' + subject; }

std::string host_index(const std::string& kind, const std::string& subject, const std::string& host) {
  return kind + '\n' + subject + '\n' + host;
}

std::vector<std::filesystem::path> journal_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (!is_own_folder(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The lines of a file, one after the other, without their newlines. Runs have journals larger than memory.
class Lines {
 public:
  explicit Lines(const std::filesystem::path& path) : path_(path) {
    Descriptor descriptor = OwnFile::in_folder(path).open_to_read();
    file_.reset(::fdopen(descriptor.get(), "r"));
    if (!file_) fail_on_file("read", path, errno);
    descriptor.release();
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;
  ~Lines() { std::free(buffer_); }

  /// False at the end.
  bool next(std::string& line) {
    errno = 0;
    const ssize_t size = ::getline(&buffer_, &capacity_, file_.get());
    if (size < 0 && std::ferror(file_.get()) != 0) fail_on_file("read", path_, errno);
    if (size <= 0) return false;
    ended_ = buffer_[size - 1] == '\n';
    line.assign(buffer_, static_cast<std::size_t>(size) - (ended_ ? 1 : 0));
    return true;
  }
  /// Whether the last one had its newline.
  bool ended() const { return ended_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  char* buffer_ = nullptr;
  std::size_t capacity_ = 0;
  bool ended_ = true;
};

template <class T>
std::vector<T> permuted(std::vector<T> values, const std::vector<std::size_t>& order) {
  std::vector<T> result;
  result.reserve(values.size());
  for (const std::size_t i : order) result.push_back(std::move(values[i]));
  return result;
}

const RecordHead* found(const std::unordered_map<std::string, std::size_t>& index, const std::string& name,
                        const std::vector<RecordHead>& heads) {
  const auto entry = index.find(name);
  return entry == index.end() ? nullptr : &heads[entry->second];
}

}  // namespace

Journal::Journal(std::filesystem::path folder, const std::string& writer)
    : folder_(std::move(folder)), file_(folder_ / (writer + ".jsonl")), files_(journal_files(folder_)) {
  for (std::size_t file = 0; file < files_.size(); ++file) read_lines(file);
  if (std::find(files_.begin(), files_.end(), file_) == files_.end()) files_.push_back(file_);
  sort();
}

void Journal::read_lines(std::size_t file) {
  Lines lines(files_[file]);
  std::uintmax_t begin = 0;
  std::vector<std::string> complaints;
  const std::size_t before = heads_.size();
  std::size_t number = 1;
  for (std::string line; lines.next(line); ++number) {
    if (!lines.ended()) {  // it was torn, or is being written
      if (files_[file] == file_) torn_at_ = begin;
      break;
    }
    try {
      RecordHead head = head_of(line);
      if (head.sequence == 0) head.sequence = static_cast<std::int64_t>(number);  // schema 1
      add(head, {file, number, begin, line.size()});
    } catch (const std::exception& error) {
      complaints.push_back(reason_of(error));
      complaints_.push_back(
          fmt::format("{}:{}: not a record of a run: {}; it is left out, its trial counts as not done",
                      files_[file].string(), number, complaints.back()));
    }
    begin += line.size() + 1;
  }
  if (complaints.size() < 2 || heads_.size() > before) return;
  throw InputError(
      fmt::format("{}: is no journal: none of its {} lines is a record of a run, the first because {}; "
                  "take it out of the folder",
                  files_[file].string(), complaints.size(), complaints.front()));
}

void Journal::add(const RecordHead& head, const Place& place) {
  heads_.push_back(head);
  places_.push_back(place);
}

void Journal::sort() {
  std::vector<std::size_t> order(heads_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return heads_[a].sequence < heads_[b].sequence; });
  heads_ = permuted(std::move(heads_), order);
  places_ = permuted(std::move(places_), order);
  for (std::size_t i = 0; i < heads_.size(); ++i) index(i);
}

void Journal::index(std::size_t i) {
  const RecordHead& head = heads_[i];
  by_key_[head.key] = i;
  by_subject_[subject_index(head.kind, head.subject)] = i;
  by_host_[host_index(head.kind, head.subject, head.host)] = i;
}

const RecordHead* Journal::find(const std::string& key) const { return found(by_key_, key, heads_); }

const RecordHead* Journal::newest(const std::string& kind, const std::string& subject) const {
  return found(by_subject_, subject_index(kind, subject), heads_);
}

const RecordHead* Journal::newest(const std::string& kind, const std::string& subject, const std::string& host) const {
  return found(by_host_, host_index(kind, subject, host), heads_);
}

const RecordHead* Journal::newest_of(const RecordHead& trial) const {
  const bool by_host = trial.kind == "cost" || trial.kind == "confirm";
  return by_host ? newest(trial.kind, trial.subject, trial.host) : newest(trial.kind, trial.subject);
}

std::string Journal::line_at(const RecordHead& head) const {
  const Place& place = place_of(head);
  const Descriptor file = OwnFile::in_folder(files_[place.file]).open_to_read();
  std::string line(place.size, '\0');
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t got =
        ::pread(file.get(), line.data() + done, line.size() - done, static_cast<off_t>(place.offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0)
      throw InputError(fmt::format("{}: cannot be read again: was it changed by hand?", files_[place.file].string()));
    done += static_cast<std::size_t>(got);
  }
  return line;
}

const Journal::Place& Journal::place_of(const RecordHead& head) const {
  return places_[static_cast<std::size_t>(&head - heads_.data())];
}

void Journal::refuse(const RecordHead& head, const std::string& reason) const {
  const Place& place = place_of(head);
  throw BadRecord(fmt::format(
      "{}:{}: the record of {} {} can't be used: {}; `gatewise runs prune RUN --kind {}` forgets it, and the next run "
      "does its trial again",
      files_[place.file].string(), place.line, head.kind, head.subject, reason,
      head.kind == "confirm" ? "cost" : head.kind));
}

Record Journal::read(const RecordHead& head) const {
  const std::string line = line_at(head);
  Record record = checked(head, [&] { return record_of(line); });
  record.sequence = head.sequence;
  return record;
}

Json Journal::result(const RecordHead& head) const {
  const std::string line = line_at(head);
  return checked(head, [&] { return result_of(line); });
}

void Journal::append(Record record) {
  record.sequence = heads_.empty() ? 1 : heads_.back().sequence + 1;
  if (record.sequence > most_count)  // no reader would take it
    throw InputError(fmt::format("{}: a record's sequence is {}, the largest there is; take that record out",
                                 folder_.string(), heads_.back().sequence));
  record.program = GATEWISE_VERSION;
  record.time = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  const OwnFile own = OwnFile::in_folder(file_);
  if (torn_at_) own.cut(*torn_at_);
  torn_at_.reset();
  const std::string line = line_of(record);
  const std::uintmax_t offset = own.append_and_sync(line);
  const auto file = static_cast<std::size_t>(std::find(files_.begin(), files_.end(), file_) - files_.begin());
  add(record, {file, 0, offset, line.size() - 1});
  index(heads_.size() - 1);
}

void Journal::compact(const std::vector<bool>& keep) {
  std::string lines;
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    if (keep[i]) lines += line_of(read(heads_[i]));
  }
  OwnFile::in_folder(file_).write_atomically(lines);
  for (const std::filesystem::path& file : files_) {
    if (file != file_) OwnFile::in_folder(file).remove();
  }
}

}  // namespace gatewise
