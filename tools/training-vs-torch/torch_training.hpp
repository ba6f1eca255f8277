// A model trained by libtorch on the batches that the trainer takes: the peer in speed and in quality.
#ifndef GATEWISE_TORCH_TRAINING_HPP
#define GATEWISE_TORCH_TRAINING_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace peer {

/// A recurrent model in libtorch's terms: embedding or dense input, layers, a linear head.
struct TorchModel {
  std::string family;  ///< rnn_tanh, rnn_relu, lstm or gru
  std::int64_t input = 0, hidden = 0, layers = 1, outputs = 0;
  std::int64_t vocabulary = 0, embedding = 0;  ///< 0: dense input
  bool bidirectional = false;
  bool every_step = false;  ///< the head reads each step, else the last states
};

/// A tensor by PyTorch's name, as Gatewise's parameters are.
struct NamedTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// A minibatch as PyTorch's PackedSequence has it: time-major, lanes by falling length, no padding.
struct TorchBatch {
  std::vector<std::int64_t> active;  ///< [T] lanes still running
  std::vector<float> features;       ///< [R, input], or
  std::vector<std::int64_t> tokens;  ///< [R]
  std::vector<std::int64_t> labels;  ///< [R] or [N]; -1: not asked for
};

/// What an update is made with.
struct TorchRecipe {
  double clip_norm = 1;
  double weight_decay = 0.01;
  double input_dropout = 0;   ///< on each layer's input, one mask a sequence
  double output_dropout = 0;  ///< on what the head reads
  int threads = 1;
  std::uint64_t seed = 1;
};

/// "libtorch 1.13.1, OpenBLAS 0.3.21 (Zen), 2 threads". Throws std::runtime_error where libtorch would multiply with
/// the reference BLAS, which is ten times slower.
std::string torch_name(int threads);

class TorchTraining {
 public:
  TorchTraining(const TorchModel& model, const TorchRecipe& recipe, const std::vector<NamedTensor>& parameters);
  ~TorchTraining();

  /// Forward, backward, clipping and AdamW; the mean loss over what is asked for.
  double update(const TorchBatch& batch, double rate);
  /// The head's answers [R or N, outputs], without dropout.
  std::vector<float> answer(const TorchBatch& batch);
  std::vector<NamedTensor> parameters() const;
  void restore(const std::vector<NamedTensor>& parameters);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace peer

#endif
