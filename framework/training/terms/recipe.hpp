#ifndef GATEWISE_TRAINING_TERMS_RECIPE_HPP
#define GATEWISE_TRAINING_TERMS_RECIPE_HPP

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "data/batching.hpp"

namespace gatewise {

/// How a model is trained: the [training] table of a suite, without its seeds. docs/training.md says what each is for.
struct Recipe {
  std::int64_t epochs = 30;            ///< the most
  std::int64_t patience = 6;           ///< epochs without a better validation score before it stops
  std::string optimizer = "adamw";     ///< or "sgd"
  double momentum = 0.9;               ///< sgd
  bool nesterov = false;               ///< sgd: the gradient is looked at where the momentum leads
  double peak_learning_rate = 3e-3;    ///< a suite's default for sgd is 0.1
  std::string loss = "squared";        ///< of numbers: "squared" or "absolute" error; labels always take cross-entropy
  std::string class_weights = "none";  ///< of labels: "balanced", "list" or "names"
  std::vector<double> class_weight_list{};             ///< "list": one for each class, in the dataset's order
  std::map<std::string, double> class_weight_names{};  ///< "names": of classes; the others weigh 1
  std::string schedule = "cosine";                     ///< after the warm-up: "constant", "step", "cosine" or "plateau"
  std::int64_t schedule_epochs = 10;                   ///< "step": after so many epochs the rate falls
  std::int64_t schedule_patience = 2;                  ///< "plateau": after so many without a better validation score
  double schedule_factor = 0.5;                        ///< "step" and "plateau": what it falls by
  std::int64_t warmup_steps = 50;                      ///< updates over which the rate rises linearly
  double clip_value = 0;                               ///< of each element of the gradient; 0: no clipping
  double clip_norm = 1.0;                              ///< global gradient norm, after clip_value; 0: no clipping
  double weight_decay = 0.01;                          ///< on matrices only
  double input_dropout = 0.0;                          ///< on each layer's input
  double recurrent_dropout = 0.0;                      ///< on h where W_hh reads it
  double output_dropout = 0.0;                         ///< on what the head reads
  double time_stretch = 0.0;                           ///< of training sequences, most by which one is slower or faster
  std::int64_t truncated_bptt_steps = 0;               ///< 0: the whole sequence
  bool carry_state = false;                            ///< sequences are walked in windows of truncated_bptt_steps
  std::int64_t int8_epochs = 0;                        ///< the last epochs, forward on the int8 grid; part of `epochs`
  std::string on_divergence = "retry";                 ///< or "fail"
  double retry_factor = 0.1;                           ///< what the rate falls by for a retry
  Batching batching;
};

void to_json(Json& json, const Recipe& recipe);
void from_json(const Json& json, Recipe& recipe);

}  // namespace gatewise

#endif
