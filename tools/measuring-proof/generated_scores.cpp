#include "generated_scores.hpp"

#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "quality/bootstrap.hpp"
#include "run/trials/measured_quality.hpp"

namespace gatewise::proof {
namespace {

double group_accuracy(const ScoreProcess& process, Random& random) {
  const double p = process.accuracy;
  if (process.correlation == 0 || p == 0 || p == 1) return p;
  const double size = (1 - process.correlation) / process.correlation;
  return boost::math::quantile(boost::math::beta_distribution<>(p * size, (1 - p) * size), random.uniform());
}

/// What one group's units come out as in each training.
void add_group(const ScoreProcess& process, Random& random, QualitySample& sample) {
  const double p = group_accuracy(process, random);
  for (std::vector<double>& right : sample.unit_right) right.push_back(0);
  for (std::size_t unit = 0; unit < process.group_size; ++unit) {
    const bool alike = random.uniform() < alike_in_all_trainings;
    const double common = random.uniform();
    for (std::vector<double>& right : sample.unit_right)
      right.back() += (alike ? common : random.uniform()) < p ? 1 : 0;
  }
}

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

/// As quality/bootstrap.hpp draws units.
void add_draws(QualitySample& sample, double asked, Random& random) {
  const std::size_t groups = sample.unit_asked.size();
  sample.draws.assign(sample.unit_right.size(), std::vector<double>(bootstrap_draws, 0.0));
  for (std::size_t draw = 0; draw < bootstrap_draws; ++draw) {
    for (std::size_t i = 0; i < groups; ++i) {
      const std::size_t group = random.below(groups);
      for (std::size_t s = 0; s < sample.draws.size(); ++s)
        sample.draws[s][draw] += sample.unit_right[s][group] / asked;
    }
  }
}

}  // namespace

QualitySample generate_scores(const ScoreProcess& process, Random& random) {
  QualitySample sample;
  sample.units = process.groups;
  sample.asked = process.groups * process.group_size;
  sample.unit_asked.assign(process.groups, static_cast<double>(process.group_size));
  sample.unit_right.resize(process.trainings);
  for (std::size_t group = 0; group < process.groups; ++group) add_group(process, random, sample);
  const auto asked = static_cast<double>(sample.asked);
  for (const std::vector<double>& right : sample.unit_right) sample.by_seed.push_back(sum_of(right) / asked);
  add_draws(sample, asked, random);
  if (process.groups <= most_units_counted) return sample;
  sample.unit_asked.clear();
  sample.unit_right.clear();
  return sample;
}

namespace {

/// Of the mean over trainings, in units of a unit's variance; `own` is what of their own parts is left in it.
double relative_variance(const ScoreProcess& process, double own) {
  const auto groups = static_cast<double>(process.groups);
  const double within = alike_in_all_trainings + (1 - alike_in_all_trainings) * own;
  return process.correlation / groups +
         (1 - process.correlation) * within / (groups * static_cast<double>(process.group_size));
}

}  // namespace

double true_deviation(const ScoreProcess& process, std::size_t trainings) {
  const double unit = process.accuracy * (1 - process.accuracy);
  return std::sqrt(unit * relative_variance(process, 1 / static_cast<double>(trainings)));
}

double true_correlation(const ScoreProcess& process) {
  return relative_variance(process, 0) / relative_variance(process, 1);
}

}  // namespace gatewise::proof
