#include "measure/statistics/clustered_proportion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace gatewise {
namespace {

/// Correlations within groups that are tried; 0 is the binomial distribution.
constexpr std::array<double, 15> correlations{0,   1e-3, 3e-3, 0.01, 0.02, 0.04, 0.07, 0.12,
                                              0.2, 0.3,  0.42, 0.56, 0.7,  0.85, 0.95};

constexpr double finest_logit = 14;  // a share of 1e-6

double share_of(double logit) { return 1 / (1 + std::exp(-logit)); }

double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);  // std::lgamma writes a global variable
}

double log_beta(double a, double b) { return log_gamma(a) + log_gamma(b) - log_gamma(a + b); }

/// The likelihood of groups, alike ones counted once.
class Likelihood {
 public:
  explicit Likelihood(std::span<const GroupCount> groups) {
    std::map<std::pair<double, double>, double> times;
    for (const GroupCount& group : groups) times[{group.asked, group.right}] += 1;
    for (const auto& [group, count] : times) kinds_.push_back({group.first, group.second, count});
  }

  /// The logarithm, up to a constant, at the correlation that makes it largest.
  double at(double logit) const {
    const double share = share_of(logit);
    double most = binomial(logit);
    for (std::size_t i = 1; i < correlations.size(); ++i) most = std::max(most, beta_binomial(share, correlations[i]));
    return most;
  }

 private:
  struct Kind {
    double asked, right, times;
  };

  double binomial(double logit) const {
    double sum = 0;
    for (const Kind& kind : kinds_)  // log share = -log(1 + exp(-logit))
      sum -= kind.times *
             (kind.right * std::log1p(std::exp(-logit)) + (kind.asked - kind.right) * std::log1p(std::exp(logit)));
    return sum;
  }

  double beta_binomial(double share, double correlation) const {
    const double size = (1 - correlation) / correlation;
    const double a = share * size;
    const double b = (1 - share) * size;
    const double whole = log_beta(a, b);
    double sum = 0;
    for (const Kind& kind : kinds_) sum += kind.times * (log_beta(kind.right + a, kind.asked - kind.right + b) - whole);
    return sum;
  }

  std::vector<Kind> kinds_;
};

constexpr double logit_step = 0.25;  // of a logit

struct Peak {
  double logit = 0;
  double height = 0;
};

/// The largest likelihood near `logit`, to a grid.
Peak climb(const Likelihood& likelihood, double logit) {
  Peak peak{logit, likelihood.at(logit)};
  for (const double direction : {-logit_step, logit_step}) {
    for (double at = logit + direction; std::abs(at) < finest_logit; at += direction) {
      const double height = likelihood.at(at);
      if (height > peak.height) peak = {at, height};
      if (height < peak.height - 4) break;
    }
  }
  return peak;
}

/// Where the likelihood falls by what `normal` allows; the logit's end where it never does.
double cross(const Likelihood& likelihood, Peak peak, double direction, double normal) {
  const double least = peak.height - normal * normal / 2;
  double inside = peak.logit;
  double outside = inside + direction;
  while (likelihood.at(outside) >= least) {
    if (std::abs(outside) >= finest_logit) return std::copysign(INFINITY, direction);
    inside = outside;
    outside += direction;
  }
  for (int i = 0; i < 14; ++i) {
    const double middle = (inside + outside) / 2;
    (likelihood.at(middle) >= least ? inside : outside) = middle;
  }
  return outside;
}

}  // namespace

Interval clustered_proportion_interval(std::span<const GroupCount> groups, NormalQuantiles normal) {
  double asked = 0;
  double right = 0;
  for (const GroupCount& group : groups) {
    asked += group.asked;
    right += group.right;
  }
  const Likelihood likelihood(groups);
  const double logit = std::clamp(std::log(right / (asked - right)), -finest_logit, finest_logit);
  const Peak peak = climb(likelihood, logit);
  // A likelihood ratio of few groups is too narrow; its mean is about 1 + 1 / groups times that of many (Bartlett
  // 1937).
  const double few = 1 + 0.5 / static_cast<double>(groups.size());
  return {right / asked, share_of(cross(likelihood, peak, -logit_step, few * normal.low)),
          share_of(cross(likelihood, peak, logit_step, few * normal.high))};
}

}  // namespace gatewise
