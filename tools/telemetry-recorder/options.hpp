/// What the user asks for on the command line.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace telemetry {

struct Options {
  int sessions = 170;
  double minutes = 32.0;   ///< length of all sessions together
  std::uint64_t seed = 7;  ///< of the plan: lengths, order, intensities
  std::string out;
  bool help = false;
};

/// A mistake on the command line, worded for the user.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws UsageError.
Options parse_options(int count, const char* const* arguments);

std::string help_text();

}  // namespace telemetry
