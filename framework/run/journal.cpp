#include "run/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"

namespace gatewise {
namespace {

constexpr int schema = 1;

/// The records of one file. A last line without its newline was torn, or is being written: it is left out, and its
/// place kept.
std::vector<Record> read_records(const std::filesystem::path& file, std::optional<std::uintmax_t>& torn_at) {
  const std::string bytes = read_file(file);
  std::vector<Record> records;
  std::size_t begin = 0;
  for (std::size_t line = 1; begin < bytes.size(); ++line) {
    const std::size_t end = bytes.find('\n', begin);
    if (end == std::string::npos) {
      torn_at = begin;
      break;
    }
    try {
      records.push_back(Json::parse(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                                    bytes.begin() + static_cast<std::ptrdiff_t>(end))
                            .get<Record>());
    } catch (const std::exception& error) {
      throw InputError(fmt::format("{}:{}: not a record of a run: {}; take the line out to go on without it",
                                   file.string(), line, error.what()));
    }
    begin = end + 1;
  }
  return records;
}

}  // namespace

void to_json(Json& json, const Record& r) {
  json = {{"schema", schema},     {"key", r.key},       {"kind", r.kind},
          {"subject", r.subject}, {"status", r.status}, {"stage", r.stage},
          {"message", r.message}, {"result", r.result}, {"seconds", r.seconds}};
}

void from_json(const Json& json, Record& r) {
  if (json.at("schema") != schema)
    throw std::runtime_error(fmt::format("schema {}, this program reads {}", json.at("schema").dump(), schema));
  r = {json.at("key"),   json.at("kind"),    json.at("subject"), json.at("status"),
       json.at("stage"), json.at("message"), json.at("result"),  json.at("seconds")};
}

Journal::Journal(std::filesystem::path folder) : file_(std::move(folder) / "1-of-1.jsonl") {
  if (std::filesystem::exists(file_)) records_ = read_records(file_, torn_at_);
}

const Record* Journal::find(const std::string& key) const {
  const auto found =
      std::find_if(records_.rbegin(), records_.rend(), [&](const Record& record) { return record.key == key; });
  return found == records_.rend() ? nullptr : &*found;
}

const Record* Journal::newest(const std::string& kind, const std::string& subject) const {
  const auto found = std::find_if(records_.rbegin(), records_.rend(), [&](const Record& record) {
    return record.kind == kind && record.subject == subject;
  });
  return found == records_.rend() ? nullptr : &*found;
}

void Journal::append(const Record& record) {
  if (torn_at_) std::filesystem::resize_file(file_, *torn_at_);
  torn_at_.reset();
  append_and_sync(file_, Json(record).dump() + "\n");
  records_.push_back(record);
}

}  // namespace gatewise
