#include "select/change.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "select/figure.hpp"

namespace gatewise {
namespace {

constexpr double power = 0.8;

/// Two-sided.
double p_of(const MeanDifference& difference) {
  if (difference.unknown != nullptr) return 1;
  if (difference.variance <= 0) return difference.value == 0 ? 1 : 0;
  const double t = std::abs(difference.value) / std::sqrt(difference.variance);
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t_distribution<>(difference.freedom), t));
}

/// What size of a difference is seen in four of five cases.
double detectable_of(const MeanDifference& difference) {
  if (difference.unknown != nullptr) return std::numeric_limits<double>::quiet_NaN();
  if (difference.variance <= 0) return 0;
  const boost::math::students_t_distribution<> t(difference.freedom);
  return (boost::math::quantile(t, 0.975) + boost::math::quantile(t, power)) * std::sqrt(difference.variance);
}

Change exact_change(double base, double head) {
  const double ratio = base == head ? 1 : base != 0 ? head / base : std::numeric_limits<double>::infinity();
  return {base, head, {ratio, ratio, ratio}, base == head ? 1.0 : 0.0, 0, true};
}

/// The means of what each start of the processes has measured.
std::vector<double> by_launch(const std::vector<double>& values, const std::vector<std::int64_t>& launches) {
  if (launches.size() < values.size()) return values;
  std::map<std::int64_t, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums[launches[i]].first += values[i];
    sums[launches[i]].second += 1;
  }
  std::vector<double> means;
  for (const auto& [launch, sum] : sums) means.push_back(sum.first / sum.second);
  return means.size() < 2 ? values : means;
}

Change paired_change(const Comparable& base, const Comparable& head, const Candidate& candidate) {
  std::vector<double> logarithms;
  for (std::size_t i = 0; i < std::min(base.blocks.size(), head.blocks.size()); ++i)
    logarithms.push_back(std::log(head.blocks[i] / base.blocks[i]));
  const std::vector<double> samples = by_launch(logarithms, candidate.launches);
  // The smaller value counts: a tick is the largest share there.
  const double smaller = std::min(base.value, head.value);
  const double share = std::max(base.resolution, head.resolution) / smaller;
  const MeanDifference difference =
      paired_difference(samples, std::vector<double>(samples.size(), 0.0)).with_tick(share);
  const Interval interval = difference.interval();
  return {base.value,
          head.value,
          {std::exp(interval.value), std::exp(interval.low), std::exp(interval.high)},
          p_of(difference),
          // Chains see less than a tick where luck has it; nothing below one is promised.
          std::max(std::expm1(detectable_of(difference)), std::max(base.tick, head.tick) / smaller),
          false};
}

bool all_positive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
}

/// A change whose test is of a difference; its ratio is of the base, which may be negative or nothing.
Change change_by(double base, double head, const MeanDifference& difference) {
  Change change = exact_change(base, head);
  change.p = p_of(difference);
  change.is_exact = difference.unknown == nullptr && difference.variance <= 0;
  if (change.is_exact || base == 0) return change;
  const Interval interval = difference.interval();
  const double ends[] = {1 + interval.low / base, 1 + interval.high / base};
  change.ratio = {1 + interval.value / base, std::min(ends[0], ends[1]), std::max(ends[0], ends[1])};
  change.detectable = detectable_of(difference) / std::abs(base);
  return change;
}

Change quality_change(const Comparable& base, const Comparable& head) {
  return change_by(base.value, head.value,
                   quality_difference(head.quality, base.quality, head.architecture == base.architecture));
}

/// Shares that may be nothing, such as missed deadlines, have no logarithm.
Change share_change(const Comparable& base, const Comparable& head, const Candidate& candidate) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < std::min(base.blocks.size(), head.blocks.size()); ++i)
    differences.push_back(head.blocks[i] - base.blocks[i]);
  const std::vector<double> samples = by_launch(differences, candidate.launches);
  return change_by(base.value, head.value, paired_difference(samples, std::vector<double>(samples.size(), 0.0)));
}

}  // namespace

std::optional<Change> change_of(const Candidate& base, const Candidate& head, const MetricPath& path) {
  const Comparable a = comparable_of(base, path);
  const Comparable b = comparable_of(head, path);
  if (!a.known || !b.known) return std::nullopt;
  if (path.kind == "quality") return quality_change(a, b);
  if (a.blocks.empty() && b.blocks.empty()) return exact_change(a.value, b.value);
  if (a.blocks.empty() || b.blocks.empty() || a.session != b.session) return std::nullopt;
  if (!all_positive(a.blocks) || !all_positive(b.blocks)) return share_change(a, b, base);
  return paired_change(a, b, base);
}

std::vector<double> corrected(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> result(p.size());
  double least = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    least = std::max(least, std::min(1.0, p[order[i]] * static_cast<double>(p.size() - i)));
    result[order[i]] = least;
  }
  return result;
}

}  // namespace gatewise
