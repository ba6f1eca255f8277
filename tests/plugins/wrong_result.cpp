// Takes the input gate for the forget gate.
#include "good_cell.hpp"

namespace {

class Cell : public test_plugin::GoodCell {
 public:
  explicit Cell(const test_plugin::sdk::Preparation& given) : GoodCell(given, {1, 0, 2, 3}) {}
};

}  // namespace

GATEWISE_TEST_PLUGIN("wrong_result", Cell)
