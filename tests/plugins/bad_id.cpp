// Has an id that can't stand in `plugin.precision`.
#include "good_cell.hpp"

GATEWISE_TEST_PLUGIN("Bad.Id", test_plugin::GoodCell)
