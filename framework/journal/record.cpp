#include "journal/record.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <stdexcept>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/json_text.hpp"
#include "base/sha256.hpp"

namespace gatewise {
namespace {

constexpr int record_schema = 2;
constexpr double most_seconds = 1e10;  // three hundred years
constexpr std::string_view rest_begins =
    R"(,"determinants":)";  // can't stand inside a string: its quotes would be escaped
constexpr std::string_view result_begins = R"(,"result":)";
constexpr std::string_view checksum_begins = R"(,"crc32":")";
constexpr std::size_t checksum_size = checksum_begins.size() + 8 + 2;  // eight digits, a quote and the closing brace

std::string checksum_of(std::string_view bytes) {
  return fmt::format("{:08x}",
                     ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

/// Schema 1 had neither an order of keys nor a checksum.
bool is_first_schema(std::string_view line) { return line.substr(0, 8) == "{\"key\":\""; }

/// The line without its checksum. Throws where the two disagree.
std::string_view checked(std::string_view line) {
  if (line.size() < checksum_size ||
      line.substr(line.size() - checksum_size, checksum_begins.size()) != checksum_begins)
    throw std::runtime_error("it has no checksum: it was cut or changed");
  const std::string_view body = line.substr(0, line.size() - checksum_size);
  if (line.substr(body.size()) != fmt::format("{}{}\"}}", checksum_begins, checksum_of(body)))
    throw std::runtime_error("its checksum is another: bytes of it were changed");
  return body;
}

void refuse_other_schema(const Json& json) {
  const Json given = json.is_object() ? json.value("schema", Json()) : Json();
  if (given == 1 || given == record_schema) return;
  if (given.is_number_integer() && given > record_schema) {
    throw std::runtime_error(
        fmt::format("schema {} is of a newer program; this one reads 1 to {}: update it", given.dump(), record_schema));
  }
  throw std::runtime_error(fmt::format("schema {}, this program reads 1 to {}", given.dump(), record_schema));
}

void check_status(const std::string& status) {
  if (status == "ok" || status == "unsupported" || status == "failed") return;
  throw std::runtime_error(fmt::format("'status' is '{}'; it must be ok, unsupported or failed", status));
}

/// The text of a key that older schemas do not have.
std::string later_text(const Json& json, const char* key) { return json.contains(key) ? text_at(json, key) : ""; }

std::int64_t later_count(const Json& json, const char* key, std::int64_t without) {
  return json.contains(key) ? count_at(json, key) : without;
}

void read_head(const Json& json, RecordHead& head) {
  refuse_other_schema(json);
  head.key = text_at(json, "key");
  head.kind = text_at(json, "kind");
  head.subject = text_at(json, "subject");
  head.status = text_at(json, "status");
  check_status(head.status);
  head.stage = text_at(json, "stage");
  head.message = text_at(json, "message");
  head.seconds = number_at(json, "seconds", 0, most_seconds);
  head.sequence = later_count(json, "sequence", 0);
  head.time = later_text(json, "time");
  head.host = later_text(json, "host");
  head.program = later_text(json, "program");
  head.attempts = later_count(json, "attempts", 1);
}

}  // namespace

std::string line_of(const Record& r) {
  OrderedJson json{{"schema", record_schema},
                   {"sequence", r.sequence},
                   {"key", r.key},
                   {"kind", r.kind},
                   {"subject", r.subject},
                   {"status", r.status},
                   {"stage", r.stage},
                   {"message", r.message},
                   {"seconds", r.seconds},
                   {"time", r.time},
                   {"host", r.host},
                   {"program", r.program},
                   {"attempts", r.attempts},
                   {"determinants", OrderedJson(r.determinants)},
                   {"result", OrderedJson(r.result)}};
  std::string line = json_text(json);
  line.pop_back();
  return fmt::format("{}{}{}\"}}\n", line, checksum_begins, checksum_of(line));
}

RecordHead head_of(std::string_view line) {
  RecordHead head;
  if (is_first_schema(line)) {
    read_head(parse_json(line), head);
    return head;
  }
  const std::size_t rest = line.find(rest_begins);
  if (rest == std::string_view::npos) {
    refuse_other_schema(parse_json(line));
    throw std::runtime_error("it has no 'determinants'");
  }
  checked(line);
  read_head(parse_json(fmt::format("{}}}", line.substr(0, rest))), head);
  return head;
}

Record record_of(std::string_view line) {
  const Json json = is_first_schema(line) ? parse_json(line) : (checked(line), parse_json(line));
  Record record;
  read_head(json, record);
  record.determinants = json.value("determinants", Json());
  record.result = json.at("result");
  return record;
}

Json result_of(std::string_view line) {
  const std::size_t rest = line.find(rest_begins);
  const std::size_t begin = line.find(result_begins, rest);  // no determinant is called "result"
  if (rest == std::string_view::npos || begin == std::string_view::npos) return record_of(line).result;
  return parse_json(
      line.substr(begin + result_begins.size(), line.size() - checksum_size - begin - result_begins.size()));
}

std::string trial_key(const std::string& kind, const Json& determinants) {
  return sha256(json_text(Json{{"program", GATEWISE_VERSION}, {"kind", kind}, {"of", determinants}}));
}

}  // namespace gatewise
