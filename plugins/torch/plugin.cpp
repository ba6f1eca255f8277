// Debian's libtorch, so that users see what they know in the same table.
#include <torch/csrc/api/include/torch/version.h>

#include "blas.hpp"
#include "cell.hpp"

namespace {

const char* library() {
  static const std::string text =
      "libtorch " + std::string(TORCH_VERSION) + ", products by " + gatewise_torch::blas().name;
  return text.c_str();
}

}  // namespace

GATEWISE_PLUGIN((gatewise::sdk::PluginInfo{
                    .id = "torch",
                    .version = "0.1.0",
                    .library = library(),
                    .licence = "Apache-2.0",
                    .summary = "libtorch's own layers: f32, what torch.nn calls",
                }),
                gatewise::sdk::cell<gatewise_torch::Cell>("rnn_tanh", "f32", "torch"),
                gatewise::sdk::cell<gatewise_torch::Cell>("rnn_relu", "f32", "torch"),
                gatewise::sdk::cell<gatewise_torch::Cell>("lstm", "f32", "torch"),
                gatewise::sdk::cell<gatewise_torch::Cell>("gru", "f32", "torch"))
