// oneDNN's forward_training and backward of one layer, without an update: what a trainer built on it could not beat.
#ifndef GATEWISE_ONEDNN_TRAINING_HPP
#define GATEWISE_ONEDNN_TRAINING_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace peer {

class OnednnTraining {
 public:
  /// f32, N lanes of T steps, I = `input`; the weights are seeded, since nothing is learned. oneDNN's gru is its
  /// lbr_gru, which is PyTorch's.
  OnednnTraining(const std::string& family, std::int64_t input, std::int64_t hidden, std::int64_t lanes,
                 std::int64_t steps, int threads);
  ~OnednnTraining();

  /// One pass forward and back over x [T, N, I], with a gradient of ones by every output.
  void pass(const std::vector<float>& x);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// "oneDNN 2.6.3"
std::string onednn_name();

}  // namespace peer

#endif
