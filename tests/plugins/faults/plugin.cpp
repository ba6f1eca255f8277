// Cells with one seeded fault each (see fault.hpp), and one that is right for each family. The host takes the first
// cell of a family that supports a spec, so the right ones, which are there to be asked for by name, come last.
#include "table.hpp"

#define FAULTY_CELL(FAMILY, PRECISION, NAME) \
  faults::table<faults::Family::FAMILY, faults::Fault::NAME>(#FAMILY, #PRECISION, #NAME),
#define RIGHT_CELL(FAMILY) faults::table<faults::Family::FAMILY, faults::Fault::none>(#FAMILY, "f32", "right")

GATEWISE_PLUGIN((gatewise::sdk::PluginInfo{
                    .id = "faults", .version = "1.0.0", .summary = "used by tests only: one seeded fault a cell"}),
                GATEWISE_FOR_EACH_FAULT(FAULTY_CELL) RIGHT_CELL(rnn_tanh), RIGHT_CELL(lstm), RIGHT_CELL(gru),
                RIGHT_CELL(gru_reset_before))
