#include "training/layer_weights.hpp"

#include <cstddef>

namespace gatewise {

std::int64_t direct_gates(const Family& family) { return family.gate_count() == 3 ? 2 : family.gate_count(); }

template <class Real>
void LayerWeights<Real>::pack_forward(const Family& family, std::int64_t input_width, std::int64_t hidden) {
  if (!family.built_in()) return;
  const std::int64_t width = family.gate_count() * hidden;
  const std::int64_t direct = direct_gates(family) * hidden;
  input.pack(Layout::transposed, input_width, width, cell.w_ih(), input_width);
  recurrent.pack(Layout::transposed, hidden, direct, cell.w_hh(), hidden);
  if (direct < width) candidate.pack(Layout::transposed, hidden, hidden, cell.w_hh() + direct * hidden, hidden);
  bias.assign(cell.b_ih(), cell.b_ih() + width);
  // gru multiplies r with b_hn too.
  const std::int64_t added = family.id == "gru" ? direct : width;
  for (std::int64_t j = 0; j < added; ++j) bias[static_cast<std::size_t>(j)] += cell.b_hh()[j];
}

template <class Real>
void LayerWeights<Real>::pack_backward(const Family& family, std::int64_t input_width, std::int64_t hidden,
                                       bool wants_dx) {
  if (!family.built_in()) return;
  const std::int64_t width = family.gate_count() * hidden;
  const std::int64_t direct = direct_gates(family) * hidden;
  if (wants_dx) input_back.pack(Layout::plain, width, input_width, cell.w_ih(), input_width);
  recurrent_back.pack(Layout::plain, direct, hidden, cell.w_hh(), hidden);
  if (direct < width) candidate_back.pack(Layout::plain, hidden, hidden, cell.w_hh() + direct * hidden, hidden);
}

template struct LayerWeights<float>;
template struct LayerWeights<double>;

}  // namespace gatewise
