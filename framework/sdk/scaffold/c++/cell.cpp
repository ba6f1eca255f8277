// A minGRU cell (Feng et al. 2024): z = sigmoid(W_z x + b_z), n = W_n x + b_n, h' = (1 - z) h + z n. One layer in one
// direction, f32. Replace the equations by your kernel; what the functions promise stands in gatewise/abi.h.
#include <gatewise/sdk.hpp>
#include <numeric>

namespace {

namespace sdk = gatewise::sdk;

class Cell {
 public:
  // weight_ih [2H, I] and bias_ih [2H]: the rows of z, then those of n. A missing, misshapen or non-finite one throws.
  explicit Cell(const sdk::Preparation& given) : spec_(given.spec) {
    const auto weights = given.weights.get("weight_ih", {2 * spec_.hidden, spec_.input});
    const auto bias = given.weights.get("bias_ih", {2 * spec_.hidden});
    weights_.assign(weights.begin(), weights.end());
    bias_.assign(bias.begin(), bias.end());
  }

  std::uint64_t state_bytes() const { return sizeof(float) * static_cast<std::uint64_t>(spec_.hidden); }
  sdk::Needs needs(std::int64_t, std::int64_t) const { return {state_bytes(), 0}; }
  void reset(std::byte* state) const { std::memset(state, 0, state_bytes()); }

  void run(const sdk::Run& run) const {
    sdk::for_each_step(run, spec_, state_bytes(), [&](const float* x, std::byte* state, float* y) {
      auto* h = reinterpret_cast<float*>(state);
      for (std::int64_t j = 0; j < spec_.hidden; ++j) {
        const float z = 1.0F / (1.0F + std::exp(-row(j, x)));
        y[j] = h[j] += z * (row(spec_.hidden + j, x) - h[j]);
      }
    });
  }

  sdk::Description describe() const {
    const std::uint64_t bytes = sizeof(float) * (weights_.size() + bias_.size());
    return {.implementation = "plain", .precision = "f32", .weights_bytes = bytes};
  }

 private:
  float row(std::int64_t index, const float* x) const {
    return std::inner_product(x, x + spec_.input, weights_.data() + index * spec_.input, bias_[std::size_t(index)]);
  }

  sdk::Spec spec_;
  std::vector<float> weights_, bias_;
};

}  // namespace

GATEWISE_PLUGIN((sdk::PluginInfo{.id = "my_backend", .version = "0.1.0", .summary = "my first backend"}),
                sdk::cell<Cell>("mingru", "f32", "plain"))
