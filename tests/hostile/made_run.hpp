// A run that the program made, altered as a stranger might before handing it on.
#ifndef GATEWISE_TESTS_HOSTILE_MADE_RUN_HPP
#define GATEWISE_TESTS_HOSTILE_MADE_RUN_HPP

#include <array>
#include <cstdio>
#include <functional>

#include "journal/record.hpp"
#include "support/shared_run.hpp"

namespace gatewise::tests {

/// Two trainings, two backends, all scenarios: every struct that a record can hold.
inline std::string suite_of_all_records() {
  std::string text = small_suite(R"(
[backends]
use = ["reference.f32", "int8.int8"]

[scenarios]
use = ["streaming", "realtime", "server", "cold", "endless", "offline"]
realtime = { period = "50us" }
server = { period = "1ms", p99 = "20ms", memory = "64KiB" }
cold = { samples = 2 }
endless = { steps = 2000 }
)");
  text.replace(text.find("seeds = [1]"), 11, "seeds = [1, 2]");
  return text;
}

const inline std::string first_candidate = "rnn_tanh-h4-l1/reference.f32";
const inline std::string second_candidate = "rnn_tanh-h4-l1/int8.int8";

/// A line of a journal without its checksum and closing brace, with them: CRC-32 as zlib computes it.
inline std::string with_checksum(const std::string& body) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : body) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  std::array<char, 9> digits{};
  std::snprintf(digits.data(), digits.size(), "%08x", ~crc);
  return body + ",\"crc32\":\"" + digits.data() + "\"}";
}

/// A copy of one run for each test; a folder "elsewhere" beside it holds what nobody may touch.
class MadeRun : public ::testing::Test {
 protected:
  MadeRun() : work_(suite_of_all_records()) {
    share_run_of_suite(work_, "hostile");
    write(elsewhere() / "keepsake", "not the run's\n");
  }

  std::filesystem::path out() const { return work_ / "out"; }
  std::filesystem::path elsewhere() const { return work_ / "elsewhere"; }

  /// Alters the newest record of this kind about this subject, its checksum included. Gives the number of its line.
  std::size_t alter(const std::string& kind, const std::string& subject, const std::function<void(Record&)>& change) {
    std::string text;
    std::size_t altered = 0, number = 0;
    const std::vector<std::string> lines = lines_of(bytes_of(work_.journal()));
    for (const std::string& line : lines) {
      ++number;
      const RecordHead head = head_of(line);
      if (head.kind == kind && head.subject == subject) altered = number;
    }
    if (altered == 0) throw std::runtime_error("no record of " + kind + " " + subject);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      Record record = record_of(lines[i]);
      if (i + 1 == altered) change(record);
      text += i + 1 == altered ? line_of(record) : lines[i] + "\n";
    }
    write(work_.journal(), text);
    return altered;
  }

  Workplace work_;
};

}  // namespace gatewise::tests

#endif
