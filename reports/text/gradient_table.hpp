#ifndef GATEWISE_REPORTS_TEXT_GRADIENT_TABLE_HPP
#define GATEWISE_REPORTS_TEXT_GRADIENT_TABLE_HPP

#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise {

/// A row for each architecture, as its seeds have it at their best epochs: gradient norm before and after clipping,
/// share of clipped updates, the largest update-to-weight ratio, the memory horizon. Of a report.json.
TextTable gradient_table(const OrderedJson& report);

/// What is wrong with a training's gradients.
struct GradientNote {
  std::string flag;  ///< "vanishing" or "exploding"
  std::string text;  ///< "rnn_tanh-h64-l1 seed 1: gradients vanish: ..."
};

std::vector<GradientNote> gradient_notes(const OrderedJson& report);

}  // namespace gatewise

#endif
