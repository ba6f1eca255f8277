#include "sampler.hpp"

namespace telemetry {

Sampler::Sampler(const CpuClock& cpu_clock, Clock::time_point start, std::size_t rows) {
  rows_.reserve(rows);
  thread_ = std::thread([this, &cpu_clock, start, rows] { sample(cpu_clock, start, rows); });
}

Sampler::~Sampler() {
  if (thread_.joinable()) thread_.join();
}

std::vector<Row> Sampler::finish() {
  thread_.join();
  return rows_;
}

void Sampler::sample(const CpuClock& cpu_clock, Clock::time_point start, std::size_t rows) {
  std::this_thread::sleep_until(start);
  Reading before = read_counters(cpu_clock);
  for (std::size_t row = 1; row <= rows && !interrupted(); ++row) {
    std::this_thread::sleep_until(start + static_cast<int>(row) * sample_interval);
    const Reading after = read_counters(cpu_clock);
    rows_.push_back(row_between(before, after));
    before = after;
  }
}

}  // namespace telemetry
