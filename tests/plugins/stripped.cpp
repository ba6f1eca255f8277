// Right; its file is stripped after the build, so that only the dynamic symbol table names the entry.
#include "good_cell.hpp"

GATEWISE_TEST_PLUGIN("stripped", test_plugin::GoodCell)
