#ifndef GATEWISE_MEASURE_PARITY_ORACLE_MODEL_HPP
#define GATEWISE_MEASURE_PARITY_ORACLE_MODEL_HPP

#include <cstdint>
#include <vector>

#include "base/safetensors.hpp"
#include "cells/architecture.hpp"
#include "cells/oracle.hpp"
#include "data/dataset_fwd.hpp"

namespace gatewise {

/// A forward model in double precision, step by step with carried state.
class OracleModel {
 public:
  OracleModel(const ModelShape& shape, const TensorFile& weights);

  /// The head's answer to one more step: [O].
  std::vector<double> step(const Sequence& sequence, std::int64_t t);

 private:
  ModelShape shape_;
  std::vector<float> embedding_, head_, head_bias_;
  std::vector<OracleCell> cells_;
  std::vector<std::vector<double>> states_;
};

}  // namespace gatewise

#endif
