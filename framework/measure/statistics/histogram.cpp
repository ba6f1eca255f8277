#include "measure/statistics/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "base/json.hpp"
#include "base/json_fields.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t linear = 128;  // 2^7: values below are their own bucket

/// Values in [2^e, 2^(e+1)) fall into 128 buckets of 2^(e-7) ns.
std::int64_t bucket_of(std::int64_t value) {
  if (value < linear) return std::max<std::int64_t>(0, value);
  const auto exponent = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value))) - 1;
  return (exponent - 6) * linear + ((value >> (exponent - 7)) - linear);
}

/// The value at `part` (0 to 1) of a bucket's width.
double value_in(std::int64_t bucket, double part) {
  if (bucket < linear) return static_cast<double>(bucket);
  const std::int64_t exponent = bucket / linear + 6;
  const double width = static_cast<double>(std::int64_t{1} << (exponent - 7));
  return (static_cast<double>(linear + bucket % linear) + part) * width - 0.5;
}

double middle_of(std::int64_t bucket) { return value_in(bucket, 0.5); }

}  // namespace

void Histogram::add(std::int64_t value_ns) {
  ++buckets_[bucket_of(value_ns)];
  ++count_;
  max_ = std::max(max_, value_ns);
  sum_ += static_cast<double>(value_ns);
}

void Histogram::add(const Histogram& other) {
  for (const auto& [bucket, count] : other.buckets_) buckets_[bucket] += count;
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

double Histogram::at_rank(std::int64_t rank) const {
  if (count_ == 0) return 0;
  if (rank >= count_) return static_cast<double>(max_);
  rank = std::max<std::int64_t>(1, rank);
  std::int64_t before = 0;
  for (const auto& [bucket, count] : buckets_) {
    if (before + count >= rank) {
      const double part = (static_cast<double>(rank - before) - 0.5) / static_cast<double>(count);
      return std::min(value_in(bucket, part), static_cast<double>(max_));
    }
    before += count;
  }
  return static_cast<double>(max_);
}

double Histogram::quantile(double q) const {
  return at_rank(static_cast<std::int64_t>(std::ceil(q * static_cast<double>(count_))));
}

std::vector<std::pair<double, double>> Histogram::cumulative_shares() const {
  std::vector<std::pair<double, double>> shares;
  std::int64_t up_to = 0;
  for (const auto& [bucket, count] : buckets_) {
    up_to += count;
    shares.emplace_back(middle_of(bucket), static_cast<double>(up_to) / static_cast<double>(count_));
  }
  return shares;
}

std::pair<double, double> Histogram::shares_at(double value) const {
  if (count_ == 0) return {0, 0};
  const std::int64_t bucket = bucket_of(static_cast<std::int64_t>(value));
  std::int64_t below = 0;
  std::int64_t up_to = 0;
  for (const auto& [index, count] : buckets_) {
    if (index > bucket) break;
    up_to += count;
    if (index < bucket) below += count;
  }
  const auto all = static_cast<double>(count_);
  return {static_cast<double>(below) / all, static_cast<double>(up_to) / all};
}

/// Index and count of each bucket in turn: [index, count, index, count, ...].
void to_json(Json& json, const Histogram& histogram) {
  json = {{"max_ns", histogram.max_}, {"sum_ns", histogram.sum_}, {"buckets", Json::array()}};
  for (const auto& [bucket, count] : histogram.buckets_) {
    json["buckets"].push_back(bucket);
    json["buckets"].push_back(count);
  }
}

void Histogram::take_bucket(std::int64_t bucket, std::int64_t count) {
  if (!buckets_.empty() && bucket <= buckets_.rbegin()->first)
    throw std::runtime_error("a histogram's buckets do not rise");
  buckets_.emplace_hint(buckets_.end(), bucket, count);
  count_ += count;
  if (count_ > most_count) throw std::runtime_error("a histogram has more values than can be counted");
}

void Histogram::check_sums() const {
  const std::int64_t last = buckets_.empty() ? 0 : buckets_.rbegin()->first;
  if (bucket_of(max_) != last) throw std::runtime_error("a histogram's 'max_ns' is not in its last bucket");
  // The sum is of doubles, and was rounded.
  if (sum_ > static_cast<double>(max_) * static_cast<double>(count_) * 1.001)
    throw std::runtime_error("a histogram's 'sum_ns' is larger than its values can be");
}

void from_json(const Json& json, Histogram& histogram) {
  Histogram read;
  read.max_ = count_at(json, "max_ns");
  read.sum_ = amount_at(json, "sum_ns");
  const Json& buckets = member_of(json, "buckets");
  if (!buckets.is_array()) throw std::runtime_error("a histogram's 'buckets' are no list");
  const bool pairs = !buckets.empty() && buckets.front().is_array();  // records of schema 1
  for (std::size_t i = 0; i < buckets.size(); i += pairs ? 1 : 2) {
    const Json& bucket = pairs ? buckets[i].at(0) : buckets[i];
    const Json& count = pairs ? buckets[i].at(1) : buckets.at(i + 1);
    read.take_bucket(integer_of(bucket, "bucket", 0, bucket_of(most_count)),
                     integer_of(count, "count of a bucket", 1, most_count));
  }
  read.check_sums();
  histogram = std::move(read);
}

}  // namespace gatewise
