// Crashes while it is prepared.
#include <csignal>

#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  explicit Cell(const test_plugin::sdk::Preparation& given) : GoodCell(given) { std::raise(SIGSEGV); }
};

}  // namespace

GATEWISE_TEST_PLUGIN("crash_in_prepare", Cell)
