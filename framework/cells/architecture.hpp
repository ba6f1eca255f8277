#ifndef GATEWISE_CELLS_ARCHITECTURE_HPP
#define GATEWISE_CELLS_ARCHITECTURE_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "cells/family.hpp"

namespace gatewise {

/// Family × hidden size × layers × direction (+ embedding, output delay): what a suite enumerates.
struct Architecture {
  std::string family = "lstm";
  std::int64_t hidden = 64;  ///< 0: still to be solved for
  std::int64_t layers = 1;
  bool bidirectional = false;
  std::int64_t embedding = 0;  ///< width of the embedding; 0 where the input is dense

  std::int64_t output_delay = 0;  ///< labelling: the label of step t is read at step t + output_delay

  // A cost-only problem's own, which has no dataset to say so; 0 elsewhere.
  std::int64_t input = 0;  ///< I
  std::int64_t steps = 0;  ///< T of every sequence; 0: the workload's lengths
  std::int64_t lanes = 0;  ///< N of an offline batch; 0: the suite's

  /// "lstm-h64-l1" ("lstm-l1" without a size), "-e64" with an embedding, "-d2" with an output delay, "-i24", "-t63" and
  /// "-n4" of a cost-only problem, "-bi" when bidirectional.
  std::string id() const;
  std::int64_t directions() const { return bidirectional ? 2 : 1; }
};

/// Where the head reads the last layer's outputs.
enum class ReadOut {
  last_step,   ///< the last step's h (forward) and the first step's h (backward): one answer a sequence
  every_step,  ///< one answer a step
};

/// An architecture made concrete for a dataset: embedding or dense input → recurrent layers → linear head.
struct ModelShape {
  Architecture architecture;
  std::int64_t features = 0;    ///< width of a dense input; 0 where the input is tokens
  std::int64_t vocabulary = 0;  ///< tokens; 0 where the input is dense
  std::int64_t outputs = 1;     ///< width of the head
  ReadOut read_out = ReadOut::last_step;

  /// Input width of a layer.
  std::int64_t layer_input(std::int64_t layer) const;
  /// Width of what the head reads.
  std::int64_t head_input() const { return architecture.hidden * architecture.directions(); }
  /// Every tensor by its name in the weights file, in a fixed order: embedding.weight, rnn.weight_ih_l0[_reverse], ...,
  /// head.weight, head.bias.
  std::vector<Parameter> parameters() const;
  std::int64_t parameter_count() const;
  /// Multiply-adds of the matrices, head included, for one step of one sequence.
  std::int64_t multiply_adds_per_step() const;
  /// Parameters that one step must read: all but the embedding's other rows.
  std::int64_t elements_per_step() const;
};

/// "rnn.weight_ih_l0_reverse": the weights file's name of a cell's tensor.
std::string layer_parameter(const std::string& name, std::int64_t layer, bool reverse);

void to_json(Json& json, const Architecture& architecture);
void from_json(const Json& json, Architecture& architecture);
void to_json(Json& json, const ModelShape& shape);
void from_json(const Json& json, ModelShape& shape);

}  // namespace gatewise

#endif
