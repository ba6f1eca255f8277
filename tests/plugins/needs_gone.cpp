// Needs a library that is not there any more.
#include "good_cell.hpp"

extern "C" int gatewise_test_gone();

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  std::uint64_t state_bytes() const {
    return GoodCell::state_bytes() * static_cast<std::uint64_t>(gatewise_test_gone());
  }
};

}  // namespace

GATEWISE_TEST_PLUGIN("needs_gone", Cell)
