// The one cell class of the plugin `faults`, with the faults that lie in how steps, lanes and memory are handled. With
// Fault::none it is right.
#ifndef GATEWISE_TESTS_PLUGINS_FAULTS_CELL_HPP
#define GATEWISE_TESTS_PLUGINS_FAULTS_CELL_HPP

#include <cstring>
#include <gatewise/sdk.hpp>
#include <mutex>
#include <thread>

#include "batch_grid.hpp"
#include "equations.hpp"
#include "idle_pool.hpp"
#include "spare_copies.hpp"

namespace faults {

namespace sdk = gatewise::sdk;

/// The weights as the SDK checks them.
inline CellWeights checked_weights(const sdk::Preparation& given, std::int64_t rows) {
  const auto copy = [&](const char* name, std::initializer_list<std::int64_t> shape) {
    const std::span<const float> values = given.weights.get(name, shape);
    return std::vector<float>(values.begin(), values.end());
  };
  return {copy("weight_ih", {rows, given.spec.input}), copy("weight_hh", {rows, given.spec.hidden}),
          copy("bias_ih", {rows}), copy("bias_hh", {rows})};
}

template <Family Asked, Fault F>
class Cell {
 public:
  explicit Cell(const sdk::Preparation& given)
      : Cell(given.spec.input, given.spec.hidden, checked_weights(given, gates_of(Asked) * given.spec.hidden)) {
    if (F == Fault::supports_disagrees) throw sdk::Unsupported("not on this machine after all");
  }

  Cell(std::int64_t input, std::int64_t hidden, CellWeights weights)
      : input_(input),
        hidden_(hidden),
        w_(packed<F>(std::move(weights), hidden)),
        shared_(F == Fault::shared_scratch ? static_cast<std::size_t>(scratch_floats<Asked, F>(hidden)) : 0) {
    if (F == Fault::pool_in_first_prepare) start_idle_pool();
    if (F == Fault::second_copy_from_pool) second_copy_ = take_spare_copy(w_.w_hh.size());
  }
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;
  ~Cell() {
    if (F == Fault::second_copy_from_pool) give_back(std::move(second_copy_));
  }

  std::uint64_t state_bytes() const {
    const std::int64_t floats = F == Fault::state_too_small ? hidden_ : state_floats();
    return header_bytes + bytes(floats);
  }

  sdk::Needs needs(std::int64_t, std::int64_t) const {
    const std::uint64_t scratch = bytes(scratch_floats<Asked, F>(hidden_));
    return {state_bytes(), F == Fault::scratch_too_small ? scratch / 2 : scratch};
  }

  void reset(std::byte* state) const {
    float* h = values_of(state);
    std::fill_n(h, F == Fault::stale_c_after_reset ? hidden_ : state_floats(), 0.0F);
    if (F == Fault::pointer_in_state) std::memcpy(state, &h, sizeof(h));
  }

  void run(const sdk::Run& run) const {
    if (F == Fault::starts_thread_undeclared) {
      std::thread([&] { run_lanes(run, host_scratch(run)); }).join();
    } else if (F == Fault::waits_for_lock_undeclared) {
      const std::lock_guard<std::mutex> held(mutex_);
      run_lanes(run, host_scratch(run));
    } else if (F == Fault::allocates_undeclared) {
      std::vector<float> own(static_cast<std::size_t>(scratch_floats<Asked, F>(hidden_)));
      run_lanes(run, own.data());
    } else {
      run_lanes(run, F == Fault::shared_scratch ? shared_.data() : host_scratch(run));
    }
  }

  sdk::Description describe() const {
    const std::uint64_t weights = (w_.w_ih.size() + w_.w_hh.size() + w_.b_ih.size() + w_.b_hh.size()) * sizeof(float);
    return {.implementation = "naive, with a seeded fault",
            .precision = F == Fault::scales_over_batch ? "int8" : "f32",
            .weights_bytes = F == Fault::weights_bytes_wrong ? weights / 10 : weights,
            .touched_bytes = weights + 2 * state_bytes()};
  }

 private:
  /// In front of h: its own address, where it is kept.
  static constexpr std::uint64_t header_bytes = F == Fault::pointer_in_state ? sizeof(float*) : 0;

  static std::uint64_t bytes(std::int64_t floats) { return static_cast<std::uint64_t>(floats) * sizeof(float); }
  static float* values_of(std::byte* state) { return reinterpret_cast<float*>(state + header_bytes); }
  static float* host_scratch(const sdk::Run& run) { return reinterpret_cast<float*>(run.scratch); }

  /// h, and c behind it.
  std::int64_t state_floats() const { return (Asked == Family::lstm ? 2 : 1) * hidden_; }

  std::byte* state_of(const sdk::Run& run, std::int64_t lane) const {
    return run.state + static_cast<std::uint64_t>(F == Fault::lane_state_mixed_up ? 0 : lane) * state_bytes();
  }

  static std::int64_t length_of(const sdk::Run& run, std::int64_t lane) {
    return run.length(F == Fault::lengths_of_wrong_lane ? run.lanes - 1 - lane : lane);
  }

  /// How many of the call's steps are computed.
  static std::int64_t steps_of(const sdk::Run& run, std::int64_t lane) {
    if (F == Fault::padding_computed) return run.steps;
    return length_of(run, lane) + (F == Fault::length_off_by_one ? 1 : 0);
  }

  void run_lanes(const sdk::Run& run, float* scratch) const {
    for (std::int64_t lane = 0; lane < run.lanes; ++lane) {
      if (F == Fault::t0_changes_state && run.steps == 0) move_without_input(values_of(state_of(run, lane)));
      for (std::int64_t t = 0; t < run.steps; ++t) run_step(run, lane, t, scratch);
    }
    if (F == Fault::y_written_past_end && run.steps * run.lanes > 0) run.y[run.steps * run.lanes * hidden_] = 1.0F;
  }

  void run_step(const sdk::Run& run, std::int64_t lane, std::int64_t t, float* scratch) const {
    const std::int64_t row = t * run.lanes + lane;
    float* y = run.y + row * hidden_;
    if (t < steps_of(run, lane)) {
      float* h = values_of(state_of(run, lane));
      if (F == Fault::chunk_boundary_lost && t == 0 && run.steps > 1) std::fill_n(h, hidden_, 0.0F);
      if (F == Fault::nan_spreads) add(h, nothing_of_batch(run, t));
      advance(x_of(run, t, row), state_of(run, lane), y, scratch);
    }
    if (t >= length_of(run, lane) && F != Fault::padding_not_zeroed) std::fill_n(y, hidden_, 0.0F);
  }

  /// x [I] of a row, as it is computed with.
  const float* x_of(const sdk::Run& run, std::int64_t t, std::int64_t row) const {
    const float* x = run.x + row * input_;
    return F == Fault::scales_over_batch ? on_grid_of_batch(run, t, x, input_) : x;
  }

  void advance(const float* x, std::byte* state, float* y, float* scratch) const {
    float* h = values_of(state);
    if (F == Fault::pointer_in_state) read_through_pointer(state, h);
    if (F == Fault::state_not_carried) std::fill_n(h, state_floats(), 0.0F);
    if (F == Fault::previous_h_as_output) std::copy_n(h, hidden_, y);
    step<Asked, F>(w_, input_, hidden_, x, h, scratch);
    if (F != Fault::previous_h_as_output) std::copy_n(h, hidden_, y);
  }

  /// Takes h from where it was when it was reset.
  void read_through_pointer(const std::byte* state, float* h) const {
    const float* there = nullptr;
    std::memcpy(&there, state, sizeof(there));
    std::memmove(h, there, bytes(hidden_));
  }

  void move_without_input(float* h) const {
    for (std::int64_t j = 0; j < hidden_; ++j) h[j] = 0.5F * (1.0F + h[j]);
  }

  void add(float* h, float value) const {
    for (std::int64_t j = 0; j < hidden_; ++j) h[j] += value;
  }

  /// 0 times the sum of x over the lanes of step t: a stand-in for a scale of the whole batch. 0 unless a value is not
  /// finite.
  float nothing_of_batch(const sdk::Run& run, std::int64_t t) const {
    float sum = 0.0F;
    for (std::int64_t lane = 0; lane < run.lanes; ++lane) {
      if (t >= run.length(lane)) continue;
      for (std::int64_t i = 0; i < input_; ++i) sum += run.x[(t * run.lanes + lane) * input_ + i];
    }
    return 0.0F * sum;
  }

  std::int64_t input_;
  std::int64_t hidden_;
  CellWeights w_;
  mutable std::vector<float> shared_;  // of shared_scratch
  mutable std::mutex mutex_;           // of waits_for_lock_undeclared
  std::vector<float> second_copy_;     // of second_copy_from_pool
};

}  // namespace faults

#endif
