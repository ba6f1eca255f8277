/* A minGRU cell (Feng et al. 2024): z = sigmoid(W_z x + b_z), n = W_n x + b_n, h' = (1 - z) h + z n. Replace the
 * equations by your kernel. */
#include "cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t cell_bytes(const cell* c) { return sizeof(float) * 2 * (size_t)c->hidden * ((size_t)c->input + 1); }

cell* cell_new(int64_t input, int64_t hidden, const float* weight, const float* bias) {
  cell* c = malloc(sizeof(cell));
  if (c == NULL) return NULL;
  c->input = input;
  c->hidden = hidden;
  c->weight = malloc(cell_bytes(c));
  if (c->weight == NULL) {
    free(c);
    return NULL;
  }
  c->bias = c->weight + 2 * hidden * input;
  memcpy(c->weight, weight, sizeof(float) * 2 * (size_t)(hidden * input));
  memcpy(c->bias, bias, sizeof(float) * 2 * (size_t)hidden);
  return c;
}

void cell_free(cell* c) {
  if (c != NULL) free(c->weight);
  free(c);
}

static float row(const cell* c, int64_t index, const float* x) {
  float sum = c->bias[index];
  for (int64_t k = 0; k < c->input; ++k) sum += c->weight[index * c->input + k] * x[k];
  return sum;
}

void cell_step(const cell* c, const float* x, float* h, float* y) {
  for (int64_t j = 0; j < c->hidden; ++j) {
    const float z = 1.0F / (1.0F + expf(-row(c, j, x)));
    h[j] += z * (row(c, c->hidden + j, x) - h[j]);
    y[j] = h[j];
  }
}
