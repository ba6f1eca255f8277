#ifndef MY_BACKEND_CELL_H
#define MY_BACKEND_CELL_H

#include <stddef.h>
#include <stdint.h>

/* A prepared layer of I inputs and H hidden units. Its state is h [H]. */
typedef struct cell {
  int64_t input, hidden;
  float *weight, *bias; /* [2H, I], [2H]: the rows of z, then those of n */
} cell;

/* Copies the weights; NULL where there is no memory. */
cell* cell_new(int64_t input, int64_t hidden, const float* weight, const float* bias);
void cell_free(cell* c);
size_t cell_bytes(const cell* c);

/* One step of one lane: reads x [I], updates h [H] and writes y [H]. */
void cell_step(const cell* c, const float* x, float* h, float* y);

#endif
