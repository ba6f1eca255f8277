/* rnn_tanh in C11, against gatewise/abi.h alone: h' = tanh(W_ih x + b_ih + W_hh h + b_hh). */
#include <gatewise/abi.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifndef PLUGIN_ID
#define PLUGIN_ID "pure_c" /* built once more against an older header */
#endif

struct gw_cell {
  int64_t input, hidden;
  float *w_ih, *w_hh, *b_ih, *b_hh;
};

static int32_t refuse(int32_t code, const char* text, char* message, uint64_t message_size) {
  if (message != NULL && message_size > 0) {
    strncpy(message, text, message_size - 1);
    message[message_size - 1] = '\0';
  }
  return code;
}

static float* copy_of(const gw_weights* weights, const char* name, int64_t count) {
  for (uint32_t i = 0; i < weights->count; ++i) {
    const gw_tensor* tensor = weights->tensors[i];
    if (strcmp(tensor->name, name) != 0) continue;
    float* copy = malloc((size_t)count * sizeof(float));
    if (copy != NULL) memcpy(copy, tensor->data, (size_t)count * sizeof(float));
    return copy;
  }
  return NULL;
}

static int32_t supports(const gw_spec* spec, const gw_exec* exec, char* message, uint64_t message_size) {
  (void)exec;
  if (strcmp(spec->family, "rnn_tanh") == 0 && strcmp(spec->precision, "f32") == 0) return GW_OK;
  return refuse(GW_UNSUPPORTED, "only rnn_tanh in f32", message, message_size);
}

static void release(gw_cell* cell) {
  if (cell == NULL) return;
  free(cell->w_ih);
  free(cell->w_hh);
  free(cell->b_ih);
  free(cell->b_hh);
  free(cell);
}

static int32_t prepare(const gw_spec* spec, const gw_exec* exec, const gw_weights* weights, const gw_quant* quant,
                       gw_cell** cell, char* message, uint64_t message_size) {
  (void)exec;
  (void)quant;
  const int64_t input = spec->input_size;
  const int64_t hidden = spec->hidden_size;
  gw_cell* made = calloc(1, sizeof(gw_cell));
  if (made == NULL) return refuse(GW_OUT_OF_MEMORY, "out of memory", message, message_size);
  made->input = input;
  made->hidden = hidden;
  made->w_ih = copy_of(weights, "weight_ih", hidden * input);
  made->w_hh = copy_of(weights, "weight_hh", hidden * hidden);
  made->b_ih = copy_of(weights, "bias_ih", hidden);
  made->b_hh = copy_of(weights, "bias_hh", hidden);
  if (made->w_ih == NULL || made->w_hh == NULL || made->b_ih == NULL || made->b_hh == NULL) {
    release(made);
    return refuse(GW_INVALID_ARGUMENT, "a weight is missing", message, message_size);
  }
  *cell = made;
  return GW_OK;
}

static int32_t needs(gw_cell* cell, int64_t steps, int64_t lanes, gw_needs* answer, char* message,
                     uint64_t message_size) {
  (void)steps;
  (void)lanes;
  (void)message;
  (void)message_size;
  answer->state_bytes = (uint64_t)cell->hidden * sizeof(float);
  answer->scratch_bytes = (uint64_t)cell->hidden * sizeof(float);
  return GW_OK;
}

static int32_t reset(const gw_cell* cell, void* state, const int32_t* lanes, int64_t count, char* message,
                     uint64_t message_size) {
  (void)message;
  (void)message_size;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t lane = lanes == NULL ? i : lanes[i];
    memset((float*)state + lane * cell->hidden, 0, (size_t)cell->hidden * sizeof(float));
  }
  return GW_OK;
}

static void step(const gw_cell* cell, const float* x, float* h, float* next) {
  for (int64_t j = 0; j < cell->hidden; ++j) {
    float sum = cell->b_ih[j] + cell->b_hh[j];
    for (int64_t i = 0; i < cell->input; ++i) sum += cell->w_ih[j * cell->input + i] * x[i];
    for (int64_t i = 0; i < cell->hidden; ++i) sum += cell->w_hh[j * cell->hidden + i] * h[i];
    next[j] = tanhf(sum);
  }
  memcpy(h, next, (size_t)cell->hidden * sizeof(float));
}

static int32_t run(const gw_cell* cell, const gw_run* call, char* message, uint64_t message_size) {
  (void)message;
  (void)message_size;
  const size_t row = (size_t)cell->hidden * sizeof(float);
  for (int64_t n = 0; n < call->lanes; ++n) {
    float* h = (float*)call->state + n * cell->hidden;
    const int64_t length = call->lengths == NULL ? call->steps : call->lengths[n];
    for (int64_t t = 0; t < call->steps; ++t) {
      float* y = call->y + (t * call->lanes + n) * cell->hidden;
      if (t < length) {
        step(cell, call->x + (t * call->lanes + n) * cell->input, h, call->scratch);
        memcpy(y, h, row);
      } else {
        memset(y, 0, row);
      }
    }
  }
  return GW_OK;
}

static int32_t describe(const gw_cell* cell, gw_description* answer, char* message, uint64_t message_size) {
  (void)message;
  (void)message_size;
  const int64_t weights = cell->hidden * (cell->input + cell->hidden + 2);
  answer->threads = 1;
  answer->implementation = "c11";
  answer->precision = "f32";
  answer->isa = "baseline";
  answer->weights_bytes = (uint64_t)weights * sizeof(float);
  answer->touched_bytes = answer->weights_bytes + (uint64_t)cell->hidden * 2 * sizeof(float);
  answer->flags = GW_CELL_LENGTHS;
  return GW_OK;
}

static const gw_cell_type cell_type = {.struct_size = sizeof(gw_cell_type),
                                       .family = "rnn_tanh",
                                       .precision = "f32",
                                       .name = "c11",
                                       .supports = supports,
                                       .prepare = prepare,
                                       .needs = needs,
                                       .reset = reset,
                                       .run = run,
                                       .describe = describe,
                                       .release = release};
static const gw_cell_type* const cells[] = {&cell_type};
static const gw_plugin plugin = {.struct_size = sizeof(gw_plugin),
                                 .abi_minor = GW_ABI_MINOR,
                                 .id = PLUGIN_ID,
                                 .version = "1.0.0",
                                 .library = "none",
                                 .licence = "Apache-2.0",
                                 .summary = "rnn_tanh in C11",
                                 .cell_count = 1,
                                 .cells = cells};

GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host* host);
GW_EXPORT const gw_plugin* gatewise_plugin_v0(const gw_host* host) {
  (void)host;
  return &plugin;
}
