/// The CSV file that a recording ends up in.
#pragma once

#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

#include "counters.hpp"
#include "schedule.hpp"
#include "workloads.hpp"

namespace telemetry {

class Recording {
 public:
  /// Replaces the file and writes the header; throws if it cannot be written.
  explicit Recording(const std::string& path);

  /// Appends one session and flushes it; row k belongs to the episode that the
  /// plan has running then.
  void append(std::size_t session, const SessionPlan& plan, const std::vector<Row>& rows,
              const std::vector<Workload>& workloads);

 private:
  void write_row(const Row& row);
  void check() const;

  std::string path_;
  std::ofstream file_;
};

}  // namespace telemetry
