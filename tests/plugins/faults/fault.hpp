// The faults of the plugin `faults`, one a cell. A check that proves cells is proven by them: each fault must fail one.
//
// family            name                           what the cell does
// ----------------  -----------------------------  ---------------------------------------------------------------
//                   The equations
// lstm              gates_i_f_swapped              takes the input gate for the forget gate and the other way round
// lstm              gates_g_o_swapped              takes the candidate for the output gate and the other way round
// gru               gates_r_z_swapped              takes the reset gate for the update gate and the other way round
// gru               z_polarity                     h' = z n + (1 - z) h
// gru               n_bias_merged                  adds b_hn outside the product with r
// gru               reset_before                   computes gru_reset_before
// gru_reset_before  reset_after                    computes gru
// lstm              bias_hh_ignored                leaves b_hh out
// gru               bias_ih_twice                  takes b_ih for b_hh, too
// rnn_tanh          w_hh_transposed                multiplies with the transpose of W_hh
// lstm              output_without_tanh            h' = o c'
// lstm              sigmoid_for_g                  g = sigmoid(a_g)
// rnn_tanh          relu_for_tanh                  h' = max(a, 0)
// lstm              forget_bias_added              adds 1 to the forget gate's bias
// gru               input_scaled                   halves W_ih
// rnn_tanh          recurrent_scaled               doubles W_hh
// gru               previous_h_as_output           y_t = h_{t-1}
//                   The state
// lstm              state_not_carried              starts every step from zeros
// lstm              stale_c_after_reset            reset clears h and leaves c
// gru               reset_ignores_lane_list        resets lanes 0 to count-1, whatever the list says
// gru               reset_clears_neighbour         resets the lane in front of each named one, too
// lstm              lane_state_mixed_up            all lanes share the state of lane 0
// gru               pointer_in_state               keeps the address of h in the state and reads h through it
// rnn_tanh          chunk_boundary_lost            forgets h at the start of every call with T > 1
// gru               t0_changes_state               a call with T = 0 moves the state
// rnn_tanh          nan_spreads                    a NaN in one lane's x makes every lane NaN
// lstm, int8        scales_over_batch              lays the int8 grid of x by the loudest lane of the call
//                   Lengths
// lstm              padding_computed               runs on behind the length: reads padding, moves the state; y is 0
// gru               length_off_by_one              runs one step too many; y is 0 behind the length all the same
// rnn_tanh          padding_not_zeroed             leaves y behind the length as it was
// lstm              lengths_of_wrong_lane          takes lane N-1-n's length for lane n
//                   Memory
// rnn_tanh          y_written_past_end             writes one float behind y
// lstm              state_too_small                announces a state of H floats, uses 2 H
// gru               scratch_too_small              announces half of the scratch that it writes
// lstm              shared_scratch                 computes in one buffer of the cell instead of the host's scratch
// lstm              writes_whole_needs             writes all of gw_needs, whatever size the caller announced
// rnn_tanh          leaks_cell                     release() frees nothing
// gru               second_copy_from_pool          keeps a second copy of its weights, which release() hands to the
// next
//                   Declarations
// lstm              allocates_undeclared           allocates in every run()
// rnn_tanh          starts_thread_undeclared       computes in a thread of its own in every run()
// rnn_tanh          pool_in_first_prepare          starts an idle thread in the first prepare() of the process
// gru               waits_for_lock_undeclared      holds one lock of the cell for the whole run()
// gru               skips_zero_weights_undeclared  is faster on zero weights
// gru               weights_bytes_wrong            declares a tenth of its weights' bytes
// lstm, int8        claims_int8                    listed as int8, computes in f32 and says so
// rnn_tanh          supports_disagrees             supports() says yes, prepare() says unsupported
//                   Weights
// gru               accepts_nan_weights            does not look whether weights are finite
// lstm              accepts_misshapen_weights      does not look at the weights' shapes
#ifndef GATEWISE_TESTS_PLUGINS_FAULT_HPP
#define GATEWISE_TESTS_PLUGINS_FAULT_HPP

namespace faults {

/// FAULT(family, precision, name) of every faulty cell, in the order of the table above.
#define GATEWISE_FOR_EACH_FAULT(FAULT)           \
  FAULT(lstm, f32, gates_i_f_swapped)            \
  FAULT(lstm, f32, gates_g_o_swapped)            \
  FAULT(gru, f32, gates_r_z_swapped)             \
  FAULT(gru, f32, z_polarity)                    \
  FAULT(gru, f32, n_bias_merged)                 \
  FAULT(gru, f32, reset_before)                  \
  FAULT(gru_reset_before, f32, reset_after)      \
  FAULT(lstm, f32, bias_hh_ignored)              \
  FAULT(gru, f32, bias_ih_twice)                 \
  FAULT(rnn_tanh, f32, w_hh_transposed)          \
  FAULT(lstm, f32, output_without_tanh)          \
  FAULT(lstm, f32, sigmoid_for_g)                \
  FAULT(rnn_tanh, f32, relu_for_tanh)            \
  FAULT(lstm, f32, forget_bias_added)            \
  FAULT(gru, f32, input_scaled)                  \
  FAULT(rnn_tanh, f32, recurrent_scaled)         \
  FAULT(gru, f32, previous_h_as_output)          \
  FAULT(lstm, f32, state_not_carried)            \
  FAULT(lstm, f32, stale_c_after_reset)          \
  FAULT(gru, f32, reset_ignores_lane_list)       \
  FAULT(gru, f32, reset_clears_neighbour)        \
  FAULT(lstm, f32, lane_state_mixed_up)          \
  FAULT(gru, f32, pointer_in_state)              \
  FAULT(rnn_tanh, f32, chunk_boundary_lost)      \
  FAULT(gru, f32, t0_changes_state)              \
  FAULT(rnn_tanh, f32, nan_spreads)              \
  FAULT(lstm, int8, scales_over_batch)           \
  FAULT(lstm, f32, padding_computed)             \
  FAULT(gru, f32, length_off_by_one)             \
  FAULT(rnn_tanh, f32, padding_not_zeroed)       \
  FAULT(lstm, f32, lengths_of_wrong_lane)        \
  FAULT(rnn_tanh, f32, y_written_past_end)       \
  FAULT(lstm, f32, state_too_small)              \
  FAULT(gru, f32, scratch_too_small)             \
  FAULT(lstm, f32, shared_scratch)               \
  FAULT(lstm, f32, writes_whole_needs)           \
  FAULT(rnn_tanh, f32, leaks_cell)               \
  FAULT(gru, f32, second_copy_from_pool)         \
  FAULT(lstm, f32, allocates_undeclared)         \
  FAULT(rnn_tanh, f32, starts_thread_undeclared) \
  FAULT(rnn_tanh, f32, pool_in_first_prepare)    \
  FAULT(gru, f32, waits_for_lock_undeclared)     \
  FAULT(gru, f32, skips_zero_weights_undeclared) \
  FAULT(gru, f32, weights_bytes_wrong)           \
  FAULT(lstm, int8, claims_int8)                 \
  FAULT(rnn_tanh, f32, supports_disagrees)       \
  FAULT(gru, f32, accepts_nan_weights)           \
  FAULT(lstm, f32, accepts_misshapen_weights)

enum class Fault {
  none,
#define GATEWISE_ENUMERATOR(FAMILY, PRECISION, NAME) NAME,
  GATEWISE_FOR_EACH_FAULT(GATEWISE_ENUMERATOR)
#undef GATEWISE_ENUMERATOR
};

}  // namespace faults

#endif
