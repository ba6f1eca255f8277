// Announces a state whose bytes for a few lanes are more than any integer holds.
#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  using GoodCell::GoodCell;
  test_plugin::sdk::Needs needs(std::int64_t, std::int64_t) const { return {UINT64_MAX - 7, UINT64_MAX - 7}; }
};

}  // namespace

GATEWISE_TEST_PLUGIN("garbage_needs", Cell)
