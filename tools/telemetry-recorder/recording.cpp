#include "recording.hpp"

#include <stdexcept>

namespace telemetry {

Recording::Recording(const std::string& path) : path_(path), file_(path) {
  file_ << "session,episode,workload";
  for (const Column& column : columns) file_ << ',' << column.name;
  file_ << '\n' << std::flush;
  check();
}

void Recording::append(std::size_t session, const SessionPlan& plan, const std::vector<Row>& rows,
                       const std::vector<Workload>& workloads) {
  std::size_t row = 0;
  for (std::size_t index = 0; index < plan.episodes.size(); ++index) {
    const EpisodePlan& episode = plan.episodes[index];
    for (std::size_t count = 0; count < episode.rows; ++count) {
      file_ << session << ',' << index << ',' << workloads[episode.workload].name;
      write_row(rows.at(row++));
    }
  }
  file_ << std::flush;
  check();
}

void Recording::write_row(const Row& row) {
  for (const std::int64_t value : row) file_ << ',' << value;
  file_ << '\n';
}

void Recording::check() const {
  if (!file_) throw std::runtime_error("cannot write '" + path_ + "'");
}

}  // namespace telemetry
