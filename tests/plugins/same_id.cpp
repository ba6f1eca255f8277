// Right, but has the id of another plugin.
#include "good_cell.hpp"

GATEWISE_TEST_PLUGIN("reference", test_plugin::GoodCell)
