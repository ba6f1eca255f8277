// How near a measured time is to what the machine can do at all.
#ifndef GATEWISE_MEASURE_LIMITS_BOUND_HPP
#define GATEWISE_MEASURE_LIMITS_BOUND_HPP

#include <string>

#include "cells/architecture.hpp"
#include "measure/limits/machine_limits.hpp"

namespace gatewise {

/// What a step of one stream can't do without: the bytes of the parameters that it reads, in the width of its
/// precision, and its operations.
struct StepNeeds {
  double bytes = 0;
  double operations = 0;  ///< two for each multiply-add of the matrices
  Arithmetic arithmetic = Arithmetic::f32;
};

StepNeeds step_needs(const ModelShape& shape, const std::string& precision);

/// The least time that this machine needs, and which side of it binds.
struct Bound {
  double ns = 0;
  std::string by;  ///< "bytes" or "operations"
};

/// The bound of one step: `pass_ns` is what StreamProbe has measured for the step's bytes, `lanes` how many streams
/// share one pass over them. Without a peak of the arithmetic the bytes bind.
Bound step_bound(const StepNeeds& needs, double pass_ns, double peak_operations_per_second, double lanes = 1);

}  // namespace gatewise

#endif
