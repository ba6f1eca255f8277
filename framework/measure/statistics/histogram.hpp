#ifndef GATEWISE_MEASURE_STATISTICS_HISTOGRAM_HPP
#define GATEWISE_MEASURE_STATISTICS_HISTOGRAM_HPP

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/json_fwd.hpp"

namespace gatewise {

/// Latencies in ns at a resolution better than 1 %: exact below 128 ns, above that 128 buckets for each doubling.
/// Histograms add up, so a record holds the whole distribution in a few kilobytes.
class Histogram {
 public:
  void add(std::int64_t value_ns);
  void add(const Histogram& other);

  std::int64_t count() const { return count_; }
  std::int64_t max_ns() const { return max_; }
  double mean_ns() const { return count_ == 0 ? 0.0 : sum_ / static_cast<double>(count_); }
  /// The value of 1-based rank `rank` in rising order (clamped to 1..count), as if a bucket's values stood evenly in
  /// it; the exact maximum for the last. 0 when empty.
  double at_rank(std::int64_t rank) const;
  /// The q-quantile: the value of rank ceil(q n).
  double quantile(double q) const;
  /// The values that occur, rising, each with the share of all values up to it.
  std::vector<std::pair<double, double>> cumulative_shares() const;
  /// The shares of values below and up to `value`'s bucket. {0, 0} when empty.
  std::pair<double, double> shares_at(double value) const;

  friend void to_json(Json& json, const Histogram& histogram);
  /// Throws std::runtime_error where it is no histogram: counts below one, buckets that do not rise, a maximum or a sum
  /// that the buckets deny.
  friend void from_json(const Json& json, Histogram& histogram);

 private:
  void take_bucket(std::int64_t bucket, std::int64_t count);
  void check_sums() const;

  std::map<std::int64_t, std::int64_t> buckets_;  // index → count
  std::int64_t count_ = 0;
  std::int64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace gatewise

#endif
