/* The table that the host reads: gatewise/abi.h says what each function promises. */
#include <gatewise/abi.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cell.h"

static int32_t fail(int32_t code, char* message, uint64_t size, const char* format, const char* what) {
  if (message != NULL && size > 0) snprintf(message, size, format, what);
  return code;
}

/* Structs may be shorter or longer than they are here: the smaller of both sizes counts, the rest reads as 0. */
static void adopt(void* ours, size_t our_size, const void* theirs, uint32_t their_size) {
  memset(ours, 0, our_size);
  memcpy(ours, theirs, their_size < our_size ? their_size : our_size);
}

static void answer(void* theirs, uint32_t their_size, void* ours, size_t our_size) {
  memcpy(ours, &their_size, sizeof(their_size)); /* struct_size stays the host's */
  memcpy(theirs, ours, their_size < our_size ? their_size : our_size);
}

/* The tensor's values, or NULL and a message where it is missing, misshapen or not finite. */
static const float* find(const gw_weights* weights, const char* name, int64_t rows, int64_t columns, char* message,
                         uint64_t size) {
  for (uint32_t i = 0; i < weights->count; ++i) {
    gw_tensor tensor;
    adopt(&tensor, sizeof(tensor), weights->tensors[i], weights->tensors[i]->struct_size);
    if (strcmp(tensor.name, name) != 0) continue;
    const uint32_t rank = columns > 0 ? 2 : 1;
    if (tensor.rank != rank || tensor.shape[0] != rows || (rank == 2 && tensor.shape[1] != columns)) {
      fail(GW_INVALID_ARGUMENT, message, size, "weight '%s' has another shape than the spec asks for", name);
      return NULL;
    }
    for (int64_t k = 0; k < rows * (rank == 2 ? columns : 1); ++k) {
      if (isfinite(tensor.data[k])) continue;
      fail(GW_INVALID_ARGUMENT, message, size, "weight '%s' holds a value that is not finite", name);
      return NULL;
    }
    return tensor.data;
  }
  fail(GW_INVALID_ARGUMENT, message, size, "weight '%s' is missing", name);
  return NULL;
}

static int32_t supports(const gw_spec* spec, const gw_exec* exec, char* message, uint64_t size) {
  (void)spec, (void)exec, (void)message, (void)size;
  return GW_OK;
}

static int32_t prepare(const gw_spec* theirs, const gw_exec* exec, const gw_weights* their_weights,
                       const gw_quant* quant, gw_cell** prepared, char* message, uint64_t size) {
  (void)exec, (void)quant;
  gw_spec spec;
  gw_weights weights;
  adopt(&spec, sizeof(spec), theirs, theirs->struct_size);
  adopt(&weights, sizeof(weights), their_weights, their_weights->struct_size);
  const float* weight = find(&weights, "weight_ih", 2 * spec.hidden_size, spec.input_size, message, size);
  if (weight == NULL) return GW_INVALID_ARGUMENT;
  const float* bias = find(&weights, "bias_ih", 2 * spec.hidden_size, 0, message, size);
  if (bias == NULL) return GW_INVALID_ARGUMENT;
  *prepared = (gw_cell*)cell_new(spec.input_size, spec.hidden_size, weight, bias);
  return *prepared != NULL ? GW_OK : fail(GW_OUT_OF_MEMORY, message, size, "%s", "out of memory");
}

static uint64_t state_bytes(const cell* c) { return sizeof(float) * (uint64_t)c->hidden; }

static int32_t needs(gw_cell* prepared, int64_t steps, int64_t lanes, gw_needs* theirs, char* message, uint64_t size) {
  (void)steps, (void)lanes, (void)message, (void)size;
  gw_needs ours = {0, 0, state_bytes((const cell*)prepared), 0};
  answer(theirs, theirs->struct_size, &ours, sizeof(ours));
  return GW_OK;
}

static int32_t reset(const gw_cell* prepared, void* state, const int32_t* lanes, int64_t count, char* message,
                     uint64_t size) {
  (void)message, (void)size;
  const uint64_t bytes = state_bytes((const cell*)prepared);
  for (int64_t i = 0; i < count; ++i) memset((char*)state + (uint64_t)(lanes == NULL ? i : lanes[i]) * bytes, 0, bytes);
  return GW_OK;
}

static int32_t run(const gw_cell* prepared, const gw_run* theirs, char* message, uint64_t size) {
  (void)message, (void)size;
  const cell* c = (const cell*)prepared;
  gw_run given;
  adopt(&given, sizeof(given), theirs, theirs->struct_size);
  for (int64_t n = 0; n < given.lanes; ++n) {
    float* h = (float*)given.state + n * c->hidden;
    const int64_t length = given.lengths == NULL ? given.steps : given.lengths[n];
    for (int64_t t = 0; t < given.steps; ++t) {
      const int64_t row = t * given.lanes + n;
      if (t < length) {
        cell_step(c, given.x + row * c->input, h, given.y + row * c->hidden);
      } else {
        memset(given.y + row * c->hidden, 0, sizeof(float) * (size_t)c->hidden);
      }
    }
  }
  return GW_OK;
}

static int32_t describe(const gw_cell* prepared, gw_description* theirs, char* message, uint64_t size) {
  (void)message, (void)size;
  gw_description ours = {0, 1, "plain", "f32", "baseline", cell_bytes((const cell*)prepared), 0, GW_CELL_LENGTHS};
  answer(theirs, theirs->struct_size, &ours, sizeof(ours));
  return GW_OK;
}

static void release(gw_cell* prepared) { cell_free((cell*)prepared); }

GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host* host) {
  static const gw_cell_type mingru = {
      sizeof(gw_cell_type), 0, "mingru", "f32", "plain", supports, prepare, needs, reset, run, describe, release, NULL};
  static const gw_cell_type* const cells[] = {&mingru};
  static const gw_plugin plugin = {sizeof(gw_plugin),
                                   GW_ABI_MINOR,
                                   "my_backend",
                                   "0.1.0",
                                   "none",
                                   "Apache-2.0",
                                   "my first backend",
                                   1,
                                   0,
                                   cells,
                                   NULL};
  (void)host;
  return &plugin;
}
