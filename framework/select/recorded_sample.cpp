#include "select/recorded_sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "base/packed_doubles.hpp"
#include "quality/metrics.hpp"

namespace gatewise {
namespace {

constexpr double rounding = 1e-9;  // of a mean over thousands of values

/// Records of schema 1 spell them out, later ones pack them.
std::vector<double> doubles_at(const Json& measured, const char* key) {
  const Json& list = member_of(measured, key);
  return list.is_array() ? numbers_at(measured, key) : unpack_doubles(text_at(measured, key));
}

/// Each within a range; false for what is no number, too.
void check_range(const std::vector<double>& values, const char* key, double low, double high) {
  for (const double value : values) number_of(value, key, low, high);
}

void check_length(const char* key, std::size_t length, std::size_t expected) {
  if (length != expected)
    throw std::runtime_error(fmt::format("'{}' has {} values; there must be {}", key, length, expected));
}

std::size_t later_size(const Json& measured, const char* key) {
  return measured.contains(key) ? static_cast<std::size_t>(count_at(measured, key)) : 0;
}

void add_units(QualitySample& sample, const Json& measured) {
  std::vector<double> asked = doubles_at(measured, "unit_asked");
  std::vector<double> right = doubles_at(measured, "unit_right");
  check_length("unit_asked", asked.size(), sample.units);
  check_length("unit_right", right.size(), asked.size());
  check_range(asked, "unit_asked", 1, static_cast<double>(most_count));
  for (std::size_t i = 0; i < right.size(); ++i) number_of(right[i], "unit_right", 0, asked[i]);
  sample.unit_asked = std::move(asked);
  sample.unit_right.push_back(std::move(right));
}

}  // namespace

void add_sample(QualitySample& sample, const Json& measured, const Metric& metric) {
  const double low = metric.low - rounding, high = metric.high + rounding;
  const double value = number_at(measured, "value", low, high);
  const std::size_t units = later_size(measured, "units");  // records up to version 0.4 do not say
  const std::size_t asked = later_size(measured, "asked");
  std::vector<double> draws = doubles_at(measured, "draws");
  check_range(draws, "draws", low, high);
  if (!sample.by_seed.empty()) {
    check_length("draws", draws.size(), sample.draws.front().size());
    if (units != sample.units)
      throw std::runtime_error(fmt::format("'units' is {}, of the other trainings {}", units, sample.units));
  }
  sample.by_seed.push_back(std::clamp(value, metric.low, metric.high));
  sample.units = units;
  sample.asked = asked;
  sample.draws.push_back(std::move(draws));
  if (measured.contains("unit_asked")) add_units(sample, measured);
}

}  // namespace gatewise
