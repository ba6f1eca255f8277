#ifndef GATEWISE_TRAINING_TIME_STRETCH_HPP
#define GATEWISE_TRAINING_TIME_STRETCH_HPP

#include "base/random.hpp"
#include "data/dataset_fwd.hpp"

namespace gatewise {

/// A sequence of dense features played in `length` steps instead of its own, between whose frames is interpolated
/// linearly; where each step has a label, it is the nearest one's. Its ends stay. `length` is at least 1.
Sequence stretched_to(const Sequence& sequence, std::int64_t length, bool every_step);

/// Each sequence slower or faster by a factor of its own, drawn log-uniformly from 1 / (1 + most) to 1 + most (speed
/// perturbation, Ko et al. 2015): what a model is asked then does not hang on pace.
Sequences stretched(const Sequences& sequences, double most, bool every_step, Random& random);

}  // namespace gatewise

#endif
