#ifndef GATEWISE_TRAINING_RECIPE_HPP
#define GATEWISE_TRAINING_RECIPE_HPP

#include <cstdint>
#include <string>

#include "base/json.hpp"
#include "data/batching.hpp"

namespace gatewise {

/// How a model is trained: the [training] table of a suite, without its seeds.
struct Recipe {
  std::int64_t epochs = 30;   ///< the most
  std::int64_t patience = 6;  ///< epochs without a better validation score before it stops
  double peak_learning_rate = 3e-3;
  std::string loss = "squared";     ///< of numbers: "squared" or "absolute" error; labels always take cross-entropy
  std::string schedule = "cosine";  ///< "constant" or "cosine" (to a tenth of the peak), after the warm-up
  std::int64_t warmup_steps = 50;   ///< updates over which the rate rises linearly
  double clip_norm = 1.0;           ///< global gradient norm (Pascanu et al. 2013); 0: no clipping
  double weight_decay = 0.01;       ///< AdamW's, on matrices only
  double input_dropout = 0.0;       ///< on each layer's input
  double recurrent_dropout = 0.0;   ///< on h where W_hh reads it
  double output_dropout = 0.0;      ///< on what the head reads
  std::int64_t truncated_bptt_steps = 0;  ///< 0: the whole sequence
  Batching batching;
};

void to_json(Json& json, const Batching& batching);
void from_json(const Json& json, Batching& batching);
void to_json(Json& json, const Recipe& recipe);
void from_json(const Json& json, Recipe& recipe);

}  // namespace gatewise

#endif
