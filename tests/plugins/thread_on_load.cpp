// Right, but loading it starts a thread that has nothing to do, and no cell says so.
#include "faults/idle_pool.hpp"
#include "good_cell.hpp"

namespace {

const bool started = [] {
  faults::start_idle_pool();
  return true;
}();

}  // namespace

GATEWISE_TEST_PLUGIN("thread_on_load", test_plugin::GoodCell)
