#ifndef GATEWISE_BASE_MOMENTS_HPP
#define GATEWISE_BASE_MOMENTS_HPP

#include <cmath>

namespace gatewise {

/// Mean and deviation in one pass without cancellation (Welford 1962).
struct Moments {
  double count = 0, mean = 0, squares = 0;

  void add(double value) {
    count += 1;
    const double before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
  }
  /// The standard deviation; 1 for a constant: dividing by it changes nothing.
  double scale() const { return squares > 0 ? std::sqrt(squares / count) : 1.0; }
};

}  // namespace gatewise

#endif
