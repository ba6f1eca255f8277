#include "measure/statistics/proportion.hpp"

#include <boost/math/distributions/beta.hpp>

namespace gatewise {
namespace {

double beta_quantile(double a, double b, double q) {
  return boost::math::quantile(boost::math::beta_distribution<>(a, b), q);
}

}  // namespace

Interval proportion_interval(double share, double count, Tails tails) {
  const double hits = share * count;
  const double misses = count - hits;
  return {share, hits > 0 ? beta_quantile(hits, misses + 1, tails.low) : 0,
          misses > 0 ? beta_quantile(hits + 1, misses, 1 - tails.high) : 1};
}

}  // namespace gatewise
