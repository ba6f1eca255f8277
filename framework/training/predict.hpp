#ifndef GATEWISE_TRAINING_PREDICT_HPP
#define GATEWISE_TRAINING_PREDICT_HPP

#include <vector>

#include "quality/outcome.hpp"
#include "training/network.hpp"
#include "training/shards.hpp"

namespace gatewise {

/// The trainer's own answers to every sequence, in order: what early stopping looks at. What a report quotes comes
/// through the backend instead.
std::vector<Outcome> predict(const Network<float>& network, const std::vector<float>& parameters,
                             const Dataset& dataset, const Sequences& sequences, Workers& workers);

}  // namespace gatewise

#endif
