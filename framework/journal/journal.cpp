#include "journal/journal.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <numeric>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/reason_of.hpp"

namespace gatewise {
namespace {

std::string subject_index(const std::string& kind, const std::string& subject) { return kind + '\n' + subject; }

std::string host_index(const std::string& kind, const std::string& subject, const std::string& host) {
  return kind + '\n' + subject + '\n' + host;
}

std::vector<std::filesystem::path> journal_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

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
  std::ifstream stream(files_[file], std::ios::binary);
  if (!stream) throw InputError(fmt::format("{}: cannot read: {}", files_[file].string(), std::strerror(errno)));
  std::uintmax_t begin = 0;
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    if (stream.eof()) {  // without its newline it was torn, or is being written
      if (files_[file] == file_) torn_at_ = begin;
      return;
    }
    try {
      RecordHead head = head_of(line);
      if (head.sequence == 0) head.sequence = static_cast<std::int64_t>(number);  // schema 1
      add(head, {file, begin, line.size()});
    } catch (const std::exception& error) {
      complaints_.push_back(
          fmt::format("{}:{}: not a record of a run: {}; it is left out, its trial counts as not done",
                      files_[file].string(), number, reason_of(error)));
    }
    begin += line.size() + 1;
  }
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
  const Place& place = places_[static_cast<std::size_t>(&head - heads_.data())];
  std::ifstream stream(files_[place.file], std::ios::binary);
  std::string line(place.size, '\0');
  stream.seekg(static_cast<std::streamoff>(place.offset));
  if (!stream.read(line.data(), static_cast<std::streamsize>(line.size())))
    throw InputError(fmt::format("{}: cannot be read again: was it changed by hand?", files_[place.file].string()));
  return line;
}

namespace {

/// What is read of a line; a line that was changed since its head was read is named.
template <class Parse>
auto parsed(const std::filesystem::path& folder, const RecordHead& head, Parse parse) {
  try {
    return parse();
  } catch (const std::exception& error) {
    throw InputError(
        fmt::format("{}: the record of {} {}: {}", folder.string(), head.kind, head.subject, reason_of(error)));
  }
}

}  // namespace

Record Journal::read(const RecordHead& head) const {
  const std::string line = line_at(head);
  Record record = parsed(folder_, head, [&] { return record_of(line); });
  record.sequence = head.sequence;
  return record;
}

Json Journal::result(const RecordHead& head) const {
  const std::string line = line_at(head);
  return parsed(folder_, head, [&] { return result_of(line); });
}

void Journal::append(Record record) {
  record.sequence = heads_.empty() ? 1 : heads_.back().sequence + 1;
  record.program = GATEWISE_VERSION;
  record.time = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  if (torn_at_) std::filesystem::resize_file(file_, *torn_at_);
  torn_at_.reset();
  const std::string line = line_of(record);
  const std::uintmax_t offset = append_and_sync(file_, line);
  const auto file = static_cast<std::size_t>(std::find(files_.begin(), files_.end(), file_) - files_.begin());
  add(record, {file, offset, line.size() - 1});
  index(heads_.size() - 1);
}

void Journal::compact(const std::vector<bool>& keep) {
  std::string lines;
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    if (keep[i]) lines += line_of(read(heads_[i]));
  }
  write_file_atomically(file_, lines);
  for (const std::filesystem::path& file : files_) {
    if (file != file_) std::filesystem::remove(file);
  }
}

}  // namespace gatewise
