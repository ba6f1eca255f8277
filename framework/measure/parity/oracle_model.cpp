#include "measure/parity/oracle_model.hpp"

#include "data/dataset.hpp"
#include "host/sequence_model.hpp"

namespace gatewise {

OracleModel::OracleModel(const ModelShape& shape, const TensorFile& weights)
    : shape_(shape), head_(weights.at("head.weight").data), head_bias_(weights.at("head.bias").data) {
  if (shape.architecture.embedding > 0) embedding_ = weights.at("embedding.weight").data;
  for (std::int64_t l = 0; l < shape.architecture.layers; ++l) {
    cells_.emplace_back(find_family(shape.architecture.family), shape.layer_input(l), shape.architecture.hidden,
                        layer_weights(shape, weights, l, false));
    states_.emplace_back(cells_.back().state_size(), 0.0);
  }
}

std::vector<double> OracleModel::step(const Sequence& sequence, std::int64_t t) {
  const std::int64_t width = shape_.layer_input(0);
  const float* row = embedding_.empty() ? sequence.features.data() + t * width
                                        : embedding_.data() + sequence.tokens[static_cast<std::size_t>(t)] * width;
  std::vector<double> x(row, row + width);
  for (std::size_t l = 0; l < cells_.size(); ++l) x = cells_[l].run(x, 1, 1, {}, states_[l]);
  std::vector<double> answer(head_bias_.begin(), head_bias_.end());
  for (std::size_t o = 0; o < answer.size(); ++o) {
    for (std::size_t k = 0; k < x.size(); ++k) answer[o] += head_[o * x.size() + k] * x[k];
  }
  return answer;
}

}  // namespace gatewise
