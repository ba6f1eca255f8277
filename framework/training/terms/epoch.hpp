// What a training leaves beside its weights: its epochs, and what befell it.
#ifndef GATEWISE_TRAINING_TERMS_EPOCH_HPP
#define GATEWISE_TRAINING_TERMS_EPOCH_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "training/terms/gradient_view.hpp"

namespace gatewise {

/// What one epoch showed.
struct Epoch {
  double train_loss = 0;                ///< mean over answers, dropout on
  double validation_score = 0;          ///< the primary metric
  double gradient_norm = 0;             ///< mean before clipping
  double clipped_share = 0;             ///< of updates
  double clipped_norm = 0;              ///< mean after clipping
  double median_norm = 0;               ///< before clipping
  double largest_norm = 0;              ///< before clipping
  std::vector<double> update_ratios{};  ///< [tensors] update_ratios(), mean over eight updates spread over the epoch
  GradientView gradients{};             ///< at its end
};

/// A training that diverged and was taken up again at a lower rate.
struct Retry {
  std::int64_t after_epochs = 0;  ///< from where
  double rate_factor = 1;         ///< what the rate was multiplied with from there
  std::string why;                ///< what had happened
};

/// The last epochs, on the int8 grid.
struct Int8Phase {
  std::int64_t after_epochs = 0;  ///< its first one's index
  double score_before = 0;        ///< validation score on the grid of the best epoch before, which it starts from
};

void to_json(Json& json, const Epoch& epoch);
void from_json(const Json& json, Epoch& epoch);
void to_json(Json& json, const Retry& retry);
void from_json(const Json& json, Retry& retry);
void to_json(Json& json, const Int8Phase& phase);
void from_json(const Json& json, Int8Phase& phase);

}  // namespace gatewise

#endif
