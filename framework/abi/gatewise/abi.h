/* gatewise/abi.h: the whole contract between the Gatewise host and a backend plugin. C11, no dependency.
 *
 * A plugin is a shared library that exports one symbol, `gatewise_plugin_v0`. It answers with a table of cells. A cell
 * is one recurrent layer in one direction, at one precision. The host stacks layers, runs both directions, embeds and
 * projects.
 *
 * Rules that hold for every struct here
 *   - `struct_size` comes first and is set by whoever fills the struct, to the sizeof that it was compiled with.
 *   - Fields are appended, never reordered, never removed. A reader copies min(struct_size, its own sizeof) bytes into
 * a zeroed struct of its own, so a field that the other side does not know reads as 0. Sizes are compared with >=,
 * never ==.
 *   - Integers have a fixed width; there is no enum, no bool, no bit-field; pointers are 64 bits wide.
 *   - Strings are UTF-8, end in NUL and live as long as the process.
 *   - No exception, no longjmp and no C++ type crosses.
 *
 * Rules that hold for every function here
 *   - It returns GW_OK or another GW_* code, and on failure writes a sentence that names the thing and the remedy into
 *     `message` (at most message_size bytes, NUL included). `message` may be NULL when message_size is 0.
 *   - It never exits, aborts or prints.
 *   - Its thread rule stands in square brackets above it.
 *
 * Dimensions: T steps, N lanes (the batch), I input size, H hidden size, G gates. Arrays are row-major; "[T,N,I]" means
 * that I varies fastest.
 *
 * v0 may still break; see CHANGELOG.md beside this file. */
#ifndef GATEWISE_ABI_H
#define GATEWISE_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GW_ABI_MAJOR 0
#define GW_ABI_MINOR 2

/* The name of the one exported symbol, and its prefix without the major version. */
#define GW_ENTRY_SYMBOL "gatewise_plugin_v0"
#define GW_ENTRY_PREFIX "gatewise_plugin_v"

#if defined(__GNUC__)
#define GW_EXPORT __attribute__((visibility("default")))
#else
#define GW_EXPORT
#endif

/* ---- Codes
 * ------------------------------------------------------------------------------------------------------------- */

#define GW_OK 0
#define GW_UNSUPPORTED 1      /* this spec is not offered here; the message is the reason that the report shows */
#define GW_INVALID_ARGUMENT 2 /* the caller broke the contract, or weights are missing, misshapen or not finite */
#define GW_OUT_OF_MEMORY 3
#define GW_INTERNAL 4 /* anything else; the message says what */

/* ---- Declared properties of a cell: bits of gw_description.flags. An untrue declaration fails conformance.
 * ----------------- */

#define GW_CELL_ALLOCATES (UINT64_C(1) << 0)      /* run() calls the allocator */
#define GW_CELL_LOCKS (UINT64_C(1) << 1)          /* run() may wait for a lock or a thread */
#define GW_CELL_STARTS_THREADS (UINT64_C(1) << 2) /* the cell uses threads other than the caller's */
#define GW_CELL_LENGTHS (UINT64_C(1) << 3) /* run() honours gw_run.lengths; without it the host emulates lengths */
#define GW_CELL_COST_FROM_WEIGHTS (UINT64_C(1) << 4) /* a step's cost depends on the weights' values */
#define GW_CELL_COST_FROM_DATA (UINT64_C(1) << 5)    /* a step's cost depends on the input's or the state's values */
#define GW_CELL_APPROXIMATE \
  (UINT64_C(1) << 6) /* not meant to equal the family's equations: judged by measured quality, not by parity */
#define GW_CELL_DOES_NOTHING                                                               \
  (UINT64_C(1) << 7) /* computes nothing; it measures the harness and is never a candidate \
                      */

/* ---- What the host asks for
 * ------------------------------------------------------------------------------------------------ */

/* One layer in one direction. */
typedef struct gw_spec {
  uint32_t struct_size;
  uint32_t reserved;
  const char* family;    /* "rnn_tanh", "rnn_relu", "lstm", "gru", "gru_reset_before", or one that a plugin brings */
  const char* precision; /* "f32", "bf16", "int8", "int4": what the plugin is asked to compute in */
  int64_t input_size;    /* I, at least 1 */
  int64_t hidden_size;   /* H, at least 1 */
} gw_spec;

/* How the prepared cell will be driven. */
typedef struct gw_exec {
  uint32_t struct_size;
  uint32_t threads; /* the most threads that run() may use, the caller's included; at least 1 */
} gw_exec;

/* One weight tensor: f32, row-major, finite. Shapes and names are PyTorch's:
 *   weight_ih [G*H, I]   weight_hh [G*H, H]   bias_ih [G*H]   bias_hh [G*H]
 * with the gates in PyTorch's order: lstm i f g o; gru and gru_reset_before r z n. Both biases are always there. They
 * may be summed for every gate but n of `gru`, whose b_hn stands inside the product with r. */
typedef struct gw_tensor {
  uint32_t struct_size;
  uint32_t rank; /* 1 to 4 */
  const char* name;
  const float* data; /* valid until prepare returns */
  int64_t shape[4];  /* the first `rank` count */
} gw_tensor;

typedef struct gw_weights {
  uint32_t struct_size;
  uint32_t count;
  const gw_tensor* const* tensors; /* [count] */
} gw_weights;

/* Ranges seen by the host when it ran calibration sequences (a split of the training data) step by step. NULL where the
 * host has none; a plugin may refit them or quantise dynamically instead. */
typedef struct gw_quant {
  uint32_t struct_size;
  uint32_t sequences; /* how many sequences the ranges come from */
  float x_min, x_max; /* of the layer's input */
  float h_min, h_max; /* of the layer's output */
} gw_quant;

/* One call of run(). */
typedef struct gw_run {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t steps;  /* T; 0 is allowed and changes nothing. T = 1 is the streaming call: there is no second code path. */
  int64_t lanes;  /* N; 0 is allowed and changes nothing */
  const float* x; /* [T,N,I], 64-byte aligned, does not alias y */
  float* y;       /* [T,N,H], 64-byte aligned, every element is written */
  const int32_t* lengths; /* [N], each 0..T, unsorted, or NULL for "all T". For t >= lengths[n]: y is 0, lane n's state
                             stands still, and x is never read (it may hold NaN). */
  void* state;            /* [N] blobs of state_bytes each, 64-byte aligned as a whole, blob n at n * state_bytes */
  void* scratch;          /* scratch_bytes as announced for this (T, N), 64-byte aligned, with undefined contents */
} gw_run;

/* ---- What the plugin answers
 * ------------------------------------------------------------------------------------------------ */

typedef struct gw_needs {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t state_bytes;   /* for one lane; the same for every T and N of one prepared cell; at least 1 */
  uint64_t scratch_bytes; /* for this (T, N); may be 0 */
} gw_needs;

/* The truth about a prepared cell, as it stands in every row of a report. */
typedef struct gw_description {
  uint32_t struct_size;
  uint32_t threads;           /* that run() uses */
  const char* implementation; /* as the library underneath reports it */
  const char* precision;      /* effective: what is really computed in */
  const char* isa;        /* what the code that runs was built for: "baseline", "avx2", "avx512_vnni", "neon", ... */
  uint64_t weights_bytes; /* the cell's own copy of the weights, packed or quantised, scales included */
  uint64_t touched_bytes; /* weights and state that one step of one lane must read or write; 0: not known */
  uint64_t flags;         /* GW_CELL_* */
} gw_description;

typedef struct gw_cell gw_cell; /* a prepared cell: the plugin's own */

/* One kind of cell that the plugin offers: a family at a precision in one implementation. Several cells may share
 * family and precision; the host takes the first whose supports() says yes, unless one is forced by `name`. */
typedef struct gw_cell_type {
  uint32_t struct_size;
  uint32_t reserved;
  const char* family;
  const char* precision;
  const char* name; /* of the implementation: unique among the plugin's cells of this family and precision */

  /* Whether this very spec can run on this very machine: GW_OK, or GW_UNSUPPORTED with the reason. prepare() then
   * agrees. [any thread; no state; not real-time] */
  int32_t (*supports)(const gw_spec* spec, const gw_exec* exec, char* message, uint64_t message_size);

  /* Packs the weights; afterwards the host may free its copy. `quant` may be NULL. On success *cell is the caller's
   * until release(). [any thread; not real-time] */
  int32_t (*prepare)(const gw_spec* spec, const gw_exec* exec, const gw_weights* weights, const gw_quant* quant,
                     gw_cell** cell, char* message, uint64_t message_size);

  /* Announces that run() will be called with T steps and N lanes, and answers with the bytes that it needs. May build
   * primitives. The host sets needs->struct_size before the call; the plugin writes no further than that. [one thread
   * at a time for one cell, not while run() is in flight; not real-time] */
  int32_t (*needs)(gw_cell* cell, int64_t steps, int64_t lanes, gw_needs* needs, char* message, uint64_t message_size);

  /* Writes a fresh state (that of a sequence's start) into the lanes named, or into lanes 0..count-1 when `lanes` is
   * NULL; leaves all other lanes alone. count = 0 changes nothing. `state` as in gw_run. [any thread; never twice at
   * once on one state; real-time] */
  int32_t (*reset)(const gw_cell* cell, void* state, const int32_t* lanes, int64_t count, char* message,
                   uint64_t message_size);

  /* Runs T steps of N lanes. Only for (T, N) that needs() has announced.
   * [any thread, several at once on different states and scratch; never twice at once on one state; real-time as far as
   * the flags say] */
  int32_t (*run)(const gw_cell* cell, const gw_run* run, char* message, uint64_t message_size);

  /* Describes the prepared cell; complete after the first needs(). The host sets description->struct_size before the
   * call; the plugin writes no further than that. [as needs()] */
  int32_t (*describe)(const gw_cell* cell, gw_description* description, char* message, uint64_t message_size);

  /* Frees the cell. NULL changes nothing. [any thread, when no other call on this cell is in flight] */
  void (*release)(gw_cell* cell);

  /* An optional table by id, or NULL: "gw.family/0" (gw_family), "gw.train/0" (gw_train); see below. Reserved:
   * "gw.stack/0" (layers and directions in one call), "gw.device/0" (a state that lives on a device). [any thread] */
  const void* (*extension)(const char* id);
} gw_cell_type;

typedef struct gw_plugin {
  uint32_t struct_size;
  uint32_t abi_minor;  /* GW_ABI_MINOR that the plugin was compiled with */
  const char* id;      /* [a-z][a-z0-9_]*: the first part of `plugin.precision` */
  const char* version; /* the plugin's own */
  const char* library; /* the library that does the work and its version, "none" where it is the plugin itself */
  const char* licence; /* SPDX */
  const char* summary; /* one sentence */
  uint32_t cell_count;
  uint32_t reserved;
  const gw_cell_type* const* cells; /* [cell_count] */

  /* As gw_cell_type.extension, for the plugin as a whole; no id is in use. May be NULL. [any thread] */
  const void* (*extension)(const char* id);
} gw_plugin;

/* What the host tells the plugin when it is loaded. Lives as long as the process. */
typedef struct gw_host {
  uint32_t struct_size;
  uint32_t abi_minor;
  const char* name;
  const char* version;
} gw_host;

/* The one exported function. NULL means that the plugin can't work in this host at all. The table lives as long as the
 * process: a plugin is never unloaded. [called once, before anything else] */
typedef const gw_plugin* (*gw_entry)(const gw_host* host);

/* ---- A family that the host does not know: extensions of a gw_cell_type, since ABI 0.2
 * ------------------------------------------------------------------------------------------------------------- */

/* A cell whose `family` is none of the host's own brings the family along: "gw.family/0" answers with what it consists
 * of, "gw.train/0" with its equations forward and backward. The host then trains, stores, ranks and checks it like one
 * of its own, and other plugins may offer cells of it. One cell of a family that brings both is enough. */

#define GW_FAMILY_EXTENSION "gw.family/0"
#define GW_TRAIN_EXTENSION "gw.train/0"

/* How a tensor's first values are drawn. Its first extent is cut into `init_blocks` equal parts (gates), each filled on
 * its own. */
#define GW_INIT_CONSTANT 0   /* init_values[block]; 0 where init_values is NULL */
#define GW_INIT_UNIFORM 1    /* within +- init_values[block] */
#define GW_INIT_NORMAL 2     /* with deviation init_values[block] */
#define GW_INIT_GLOROT 3     /* uniform within +- sqrt(6 / (rows + columns)) of the block (Glorot and Bengio 2010) */
#define GW_INIT_ORTHOGONAL 4 /* square blocks with orthonormal rows (Saxe et al. 2014) */

/* constant + per_input * I + per_hidden * H. Has no struct_size: it stays as it is. */
typedef struct gw_extent {
  int64_t constant;
  int64_t per_input;
  int64_t per_hidden;
} gw_extent;

/* One weight tensor of a family, for every I and H; f32, row-major. */
typedef struct gw_parameter {
  uint32_t struct_size;
  uint32_t rank;      /* 1 or 2 */
  const char* name;   /* [a-z][a-z0-9_]*, unique in the family; PyTorch's where it has one */
  gw_extent shape[2]; /* the first `rank` count */
  uint32_t init;      /* GW_INIT_* */
  uint32_t init_blocks;
  const float* init_values; /* [init_blocks] or NULL */
} gw_parameter;

/* "gw.family/0" */
typedef struct gw_family {
  uint32_t struct_size;
  uint32_t parameter_count;
  const char* name;                      /* the cell's family */
  const char* title;                     /* one line: what it is and where it is from */
  const gw_parameter* const* parameters; /* [parameter_count]; the order of gw_weights and of gw_train_pass */
} gw_family;

/* One layer in one direction over packed sequences: there is no padding. Lanes are sorted by falling length; step t has
 * a row for each of its active[t] lanes, behind the rows of the steps before: row(t, n) = active[0] + ... +
 * active[t-1] + n. R rows in all. Every lane starts from a fresh state. "Real" is float or double, as real_bytes
 * says. */
typedef struct gw_train_pass {
  uint32_t struct_size;
  uint32_t real_bytes;        /* 4 or 8; both must work: 8 is what cells are checked against */
  int64_t steps;              /* T */
  int64_t rows;               /* R */
  const int64_t* active;      /* [T], falling; active[0] is N */
  int64_t truncate;           /* the gradient through the state is cut in front of every step t > 0 with
                                 t % truncate == 0 (truncated backpropagation); 0: never */
  const void* recurrent_mask; /* Real [N,H], what h is multiplied with where it is read by the next step; NULL: 1.
                                 Never there without GW_TRAIN_RECURRENT_DROPOUT */
  const void* const* weights; /* Real, in the family's order */
  const void* x;              /* Real [R,I] */
  void* y;                    /* Real [R,H]; forward writes it, backward reads it */
  void* tape;                 /* tape_bytes() bytes, aligned for double; forward writes it, backward reads it */
  const void* dy;             /* Real [R,H]; backward: the loss's gradient by y */
  void* const* d_weights;     /* Real, in the family's order; backward adds to them */
  void* dx;                   /* Real [R,I]; backward writes it; NULL: not wanted */
} gw_train_pass;

#define GW_TRAIN_RECURRENT_DROPOUT (UINT64_C(1) << 0) /* recurrent_mask is honoured */
#define GW_TRAIN_NO_RECURRENT_WEIGHTS                                                                       \
  (UINT64_C(1) << 1) /* no weight multiplies h: recurrent dropout has nothing to act on and is passed over. \
                        With neither flag a training with recurrent dropout is refused */

/* "gw.train/0". Functions are called from several threads at once on passes of their own. Weights are not the finite
 * and final ones of prepare(): a diverging training may hold anything. */
typedef struct gw_train {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t flags; /* GW_TRAIN_* */

  /* Bytes of the tape for this pass; may be 0. Only sizes are read. [any thread] */
  int32_t (*tape_bytes)(const gw_spec* spec, const gw_train_pass* pass, uint64_t* bytes, char* message,
                        uint64_t message_size);
  /* Writes y and the tape. [any thread] */
  int32_t (*forward)(const gw_spec* spec, const gw_train_pass* pass, char* message, uint64_t message_size);
  /* Adds to d_weights and writes dx, from dy, y and the tape of the same pass. [any thread] */
  int32_t (*backward)(const gw_spec* spec, const gw_train_pass* pass, char* message, uint64_t message_size);
} gw_train;

#ifdef __cplusplus
}
#endif

#endif
