#include "options.hpp"

#include <charconv>
#include <string_view>

namespace telemetry {
namespace {

/// Reads all of `text` as a number of type Value.
template <typename Value>
Value parse_number(std::string_view option, std::string_view text) {
  Value value{};
  const char* const end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data(), end, value);
  if (result.ec == std::errc{} && result.ptr == end) return value;
  throw UsageError(std::string(option) + " needs a number, not '" + std::string(text) + "'");
}

void set_option(Options& options, std::string_view name, std::string_view value) {
  if (name == "--sessions") {
    options.sessions = parse_number<int>(name, value);
  } else if (name == "--minutes") {
    options.minutes = parse_number<double>(name, value);
  } else if (name == "--seed") {
    options.seed = parse_number<std::uint64_t>(name, value);
  } else if (name == "--out") {
    options.out = value;
  } else {
    throw UsageError("unknown option '" + std::string(name) + "'; --help lists them");
  }
}

void check(const Options& options) {
  if (options.out.empty()) throw UsageError("--out FILE is missing: where should the rows go?");
  if (options.sessions < 1) throw UsageError("--sessions must be at least 1");
  if (!(options.minutes > 0.0)) throw UsageError("--minutes must be more than 0");
}

}  // namespace

Options parse_options(int count, const char* const* arguments) {
  Options options;
  for (int index = 1; index < count; index += 2) {
    const std::string_view name = arguments[index];
    options.help = name == "--help" || name == "-h";
    if (options.help) return options;
    if (index + 1 == count) throw UsageError(std::string(name) + " needs a value");
    set_option(options, name, arguments[index + 1]);
  }
  check(options);
  return options;
}

std::string help_text() {
  return R"(telemetry-recorder - record what a machine's counters do while it works

It runs scripted workloads (compiling, copying, sending, ...) one after the
other and writes the counters of the Linux kernel to a CSV file, 20 rows per
second. Each row carries the name of the workload that ran, so the file can
teach a model to recognise workloads or to forecast the load.

Usage:
  telemetry-recorder --out FILE [--sessions N] [--minutes M] [--seed S]

  --out FILE     the CSV file to write; an existing file is replaced
  --sessions N   number of independent sequences, 170 if not given
  --minutes M    length of all sessions together, 32 if not given;
                 a session lasts 3 to 36 seconds, about 11 on average
  --seed S       fixes the plan (lengths, order, intensities), 7 if not given;
                 the counters themselves never repeat exactly

Try it for a minute first:
  telemetry-recorder --sessions 6 --minutes 1 --out trial.csv

It needs no root. Sessions are written one by one, so stopping it (Ctrl-C)
loses only the session in progress. Working files go to a folder in $TMPDIR or
/tmp that is removed at the end; it should be on a real disk, not in memory,
for the disk counters to move. Keep the machine otherwise quiet.
)";
}

}  // namespace telemetry
